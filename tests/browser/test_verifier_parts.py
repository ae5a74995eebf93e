"""The parts of the offline verifier in the real browser, against known answers that others wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.officers_pages import listen

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "static" / "verify" / "src"
VECTORS = ROOT / "tests" / "vectors"
ORIGIN = "https://verifier.invalid"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the verifier's modules; nothing else answers."""
    context = browser.new_context()
    opened = context.new_page()
    faults = listen(opened)

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ORIGIN + "/")
        if name == "":
            route.fulfill(body="<!doctype html><title>parts</title>", content_type="text/html")
        else:
            route.fulfill(path=SOURCES / name, content_type="text/javascript")

    context.route("**/*", answer)
    opened.goto(ORIGIN + "/")
    yield opened
    context.close()
    assert faults == []


def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return found


def ask(page: Page, body: str, given: object = None) -> Any:
    """What the body answers with `m(name)` for a module and `refused(work)` for whether it throws a Bad."""
    return page.evaluate(
        """async ([body, given]) => {
          const loaded = {};
          const names = ["bytes", "json", "keys", "jws", "merkle", "note", "zip", "shape", "count", "manifest",
                         "paper", "layers", "outcome", "hands"];
          for (const name of names) loaded[name] = await import(`/${name}.js`);
          const refused = async (work) => {
            try { await work(); return false; }
            catch (wrong) { if (wrong instanceof loaded.bytes.Bad) return true; throw wrong; }
          };
          const work = new Function("m", "given", "refused", `return (async () => {${body}})()`);
          return work(loaded, given, refused);
        }""",
        [body, given],
    )


def test_base64url_has_one_spelling(page: Page) -> None:
    """Known texts are read and written alike; padding, other letters and bits left over are refused."""
    told = vectors("protocol.json")["encodings"]
    good = ask(page, """
      return given.map(({ hex, text }) => {
        const bytes = m.bytes.fromB64(text);
        return m.bytes.hex(bytes) === hex && m.bytes.b64(bytes) === text;
      });""", told["b64"])  # fmt: skip
    assert all(good)
    assert ask(page, "return given.filter((text) => m.bytes.tryB64(text) !== null)", told["b64_bad"]) == []


def test_canonical_json_is_written_as_others_write_it(page: Page) -> None:
    """The known values give the known texts, and reading the text gives the value again."""
    told = vectors("protocol.json")["encodings"]["canonical"]
    texts = ask(page, "return given.map(({ value }) => m.json.canonical(value))", told)
    assert texts == [one["text"] for one in told]
    again = ask(page, "return given.map(({ text }) => m.json.canonical(m.json.parseCanonical(text)) === text)", told)
    assert all(again)


REFUSED_JSON = [
    "", " ", "{", "[1,]", "[1 2]", '{"a":1,}', '{"a":1,"a":2}', '{"a":{"b":1,"\\u0062":2}}', "{a:1}", "'a'", "1.0", "1e3",
    "01", "+1", "1.", ".5", "NaN", "Infinity", "9007199254740992", "tru", "nullx", '"a', '"\\x41"', '"\\u12"',
    '"\n"', '"\\ud800"', '"\\udc00\\ud800"', "[] []", "\ufeff[]", "[" * 17 + "]" * 17, '{"a"}', "undefined",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED_JSON)
def test_json_that_is_not_strict_is_refused(page: Page, text: str) -> None:
    """Keys twice, floats, half characters, too many levels and all that JSON itself does not allow."""
    assert ask(page, "return refused(() => m.json.parse(given))", text) is True


def test_strict_json_is_read(page: Page) -> None:
    """Sixteen levels, escapes, the largest whole number and a key named like an object's prototype are read."""
    text = '{"__proto__":[9007199254740991,-7,"\\ud83d\\ude00\\n/"],"deep":' + "[" * 15 + "]" * 15 + "}"
    found = ask(page, "const v = m.json.parse(given); return [v['__proto__'], Object.keys(v)]", text)
    assert found == [[9007199254740991, -7, "😀\n/"], ["__proto__", "deep"]]


def test_messages_that_any_terminal_must_refuse_are_refused(page: Page) -> None:
    """Every wrong header, payload text and signature of the known bad messages fails, and none of the good ones."""
    told = vectors("protocol.json")
    cut = [one["name"] for one in told["bad_messages"]].index("a stranger's key")
    bad = [
        one
        for one in told["bad_messages"][:cut]
        if one["name"] not in ("too large", "unknown typ", "payload is a list")
    ]
    body = """
      const kid = await m.keys.thumbprint(given.jwk);
      const out = [];
      for (const { name, typ, jws } of given.messages) {
        const work = async () => m.jws.open(jws, { jwk: given.jwk, kid }, typ, m.shape.isMap(m.shape.isAnything), name);
        if (!(await refused(work))) out.push(name);
      }
      return out;"""
    jwk = told["keys"]["seat"]["jwk"]
    assert ask(page, body, {"jwk": jwk, "messages": bad}) == []
    known = (
        ("issue", told["secret"]["issue"]),
        ("cast", told["secret"]["cast_1"]),
        ("named", told["by_name"]["named"]),
    )
    good = [{"name": typ, "typ": typ, "jws": one["jws"]} for typ, one in known]
    assert ask(page, body, {"jwk": jwk, "messages": good}) == ["issue", "cast", "named"]


def test_manifests_that_any_terminal_must_refuse_are_refused(page: Page) -> None:
    """Wrong shapes of tier, rules and keys fail; the known manifests of all tiers and by name are good."""
    told, tiers = vectors("protocol.json"), vectors("tiers.json")
    body = """
      const kid = await m.keys.thumbprint(given.jwk);
      const out = [];
      for (const { name, jws } of given.manifests) {
        const work = async () => {
          const { payload } = await m.jws.open(jws, { jwk: given.jwk, kid }, "manifest", m.shape.isAnything, name);
          m.manifest.checkManifest(payload, name);
        };
        if (!(await refused(work))) out.push(name);
      }
      return out;"""
    jwk = told["keys"]["server"]["jwk"]
    assert ask(page, body, {"jwk": jwk, "manifests": told["bad_manifests"]}) == []
    known = {"secret": told["secret"], "by_name": told["by_name"], "T1": tiers["T1"], "T2": tiers["T2"]}
    good = [{"name": name, "jws": one["manifest"]["jws"]} for name, one in known.items()]
    assert ask(page, body, {"jwk": jwk, "manifests": good}) == list(known)


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_stamps_of_the_issuers_are_known(page: Page, tier: str) -> None:
    """A known ballot carries every issuer's signature and its own; one changed byte or another level has none."""
    told = vectors("tiers.json")[tier]
    body = """
      const { issuers, levels } = given.manifest.payload;
      const poll = { issuers, mh: given.manifest.mh };
      const { c, p } = m.json.parseCanonical(given.ballot.inner);
      const level = levels.at(-1);
      const turned = (text) => (text[9] === "A" ? "B" : "A");
      const flip = (text) => text.slice(0, 9) + turned(text) + text.slice(10);
      return {
        stamped: await m.paper.stamped(poll, level, c),
        signed: await m.paper.signedByKey(c, m.bytes.utf8(`ballot|v1|${p}`)),
        otherLevel: await m.paper.stamped(poll, level + 1, c),
        otherPoll: await m.paper.stamped({ issuers, mh: flip(given.manifest.mh) }, level, c),
        otherStamp: await m.paper.stamped(poll, level, { ...c, s: { ...c.s, A: flip(c.s.A) } }),
        exchanged: await m.paper.stamped(poll, level, { ...c, s: { ...c.s, A: c.s.S, S: c.s.A } }),
        otherPaper: await m.paper.signedByKey(c, m.bytes.utf8(`ballot|v1|${p} `)),
      };"""
    assert ask(page, body, told) == {
        "stamped": True, "signed": True, "otherLevel": False, "otherPoll": False, "otherStamp": False,
        "exchanged": False, "otherPaper": False,
    }  # fmt: skip


def test_the_token_of_a_sealed_paper_is_known(page: Page) -> None:
    """At T2 the known token is stamped for level 1 and signs the sealed paper and nothing else."""
    told = vectors("tiers.json")["T2"]
    body = """
      const poll = { issuers: given.manifest.payload.issuers, mh: given.manifest.mh };
      const token = m.json.parseCanonical(given.ballot.token);
      const signed = m.bytes.fromB64(given.ballot.token_signed);
      return [await m.paper.stamped(poll, 1, token), await m.paper.signedByKey(token, signed),
              await m.paper.signedByKey(token, signed.subarray(0, -1))];"""
    assert ask(page, body, told) == [True, True, False]


def test_a_shown_secret_gives_the_key_and_nonce_of_the_rfc(page: Page) -> None:
    """The key schedule of RFC 9180 appendix A.3.1; a layer that is too short, or another secret, opens nothing."""
    told = vectors("rfc9180.json")
    body = """
      const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
      const [shared, info] = [bytes(given.shared_secret), bytes(given.info)];
      const { key, nonce } = await m.layers.schedule(shared, info);
      const sealed = m.bytes.join(bytes(given.enc), bytes(given.ct));
      return [m.bytes.hex(key), m.bytes.hex(nonce), await m.layers.openLayer(shared, info, sealed),
              await m.layers.openLayer(shared, info, sealed.subarray(0, 70))];"""
    assert ask(page, body, told) == [
        told["key"],
        told["base_nonce"],
        None,
        None,
    ]  # the known text has an aad, ours none


def test_roots_of_the_log_are_those_of_the_rfc(page: Page) -> None:
    """The eight trees of RFC 6962's own test data, and each size of a larger one against its definition."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    body = """
      const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
      const hashes = await Promise.all(given.map((one) => m.merkle.leafHash(bytes(one))));
      const tree = await m.merkle.Tree.of(hashes);
      const at = Array.from(hashes, async (_, size) => m.bytes.hex(await tree.root(size + 1)));
      return [await Promise.all(at), m.bytes.hex(await tree.root(0)), m.bytes.hex(await m.merkle.rootOf(given.map(bytes)))];"""
    found, empty, whole = ask(page, body, leaves)
    assert found == roots
    assert empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert whole == roots[-1]


def test_a_point_of_the_curve_is_found_from_its_x(page: Page) -> None:
    """Known compressed keys give the known points; an x that is on no point, and another first byte, give none."""
    told = vectors("tiers.json")["T1"]["keys"]
    keys = [told["server"], told["seat"], told["stations"]["A"]]
    body = """
      const found = given.map((key) => m.bytes.b64(m.keys.decompress(m.bytes.fromB64(key.compressed))));
      const bytes = m.bytes.fromB64(given[0].compressed);
      const off = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 2 : at === 32 ? 1 : 0));
      const big = Uint8Array.from({ length: 33 }, (_, at) => (at === 0 ? 2 : 255));
      const five = Uint8Array.from(bytes, (byte, at) => (at === 0 ? 5 : byte));
      return [found, [off, big, five, bytes.subarray(1)].map((one) => m.keys.decompress(one))];"""
    found, none = ask(page, body, keys)
    assert found == [key["point"] for key in keys]
    assert none == [None] * 4


NAMES = {
    " 王 秀兰 ": "王秀兰", "王\u3000秀\u00a0兰": "王秀兰", "Li  Qiang ": "Li Qiang", "Li\u2003Qiang": "Li Qiang",
    "e\u0301a": "\u00e9a", "王\u200b秀兰": "", "王\ue000": "", "王\ufdd0": "", "a\tb": "", "   ": "", "": "",
    "𱍐 文": "𱍐文", "阿依努尔·买买提": "阿依努尔·买买提",
}  # fmt: skip


def test_written_names_are_compared_in_one_form(page: Page) -> None:
    """Blanks, composition and what nobody can read, as docs/protocol.md section 9 says; a new character is legible."""
    assert ask(page, "return given.map(m.count.plainName)", list(NAMES)) == list(NAMES.values())


LINES = [{"id": f"c{at}", "name": {"zh": name, "en": ""}} for at, name in enumerate(["甲", "乙", "丙"], 1)]
RULES = {"kind": "election", "max_yes": 2, "blank": "blank", "writein_opposed": True}
PAPERS: list[tuple[str, list[str], dict[str, Any], list[dict[str, str]], str]] = [
    ("YYN", [], {}, [], "valid"),
    ("YYY", [], {}, [], "invalid"),
    ("YYN", ["丁"], {}, [], "invalid"),
    ("YNN", ["丁"], {}, [], "丁"),
    ("YNN", ["丁", " 丁"], {}, [], "丁"),
    ("YAA", ["丁"], {}, [], "valid"),  # nobody opposed: the name falls away, the paper stands
    ("YAA", ["丁"], {"writein_opposed": False}, [], "丁"),
    ("YNN", ["甲"], {}, [], "valid"),
    ("NYN", ["甲"], {}, [], "valid"),  # approved by name, but counted where it is printed and opposed
    ("NYY", ["甲"], {}, [], "invalid"),
    ("YBN", [], {"blank": "for"}, [], "valid"),
    ("YBB", [], {"blank": "for"}, [], "invalid"),
    ("NNN", ["丁", "戊"], {}, [{"into": "丁", "written": "戊"}], "丁"),
    ("YNN", ["丁", "戊"], {}, [{"into": "丁", "written": "戊"}], "丁"),
    ("YNN", ["戊"], {}, [{"into": "c1", "written": "戊"}], "valid"),
    ("YYN", ["戊"], {}, [{"into": "c2", "written": "戊"}], "valid"),
    ("NNN", ["丁", "戊", "己"], {}, [], "invalid"),
    ("NAA", ["丁", "戊"], {}, [], "valid"),
    ("YNN", ["王\u200b"], {}, [], "valid"),
]  # fmt: skip


def test_papers_of_an_election_are_judged_by_the_written_rules(page: Page) -> None:
    """Over-votes, candidates' own names, merged names, blanks and names beside no opposition."""
    given = [
        {"paper": {"marks": one[0], "names": one[1]}, "rules": {**RULES, **one[2]}, "merges": one[3]} for one in PAPERS
    ]
    body = """
      return given.papers.map(({ paper, rules, merges }) => {
        const sums = m.count.countElection([paper], rules, given.lines, merges);
        if (sums.valid === 0) return "invalid";
        return sums.write_ins.map((one) => one.name + (one.votes === 1 ? "" : one.votes)).join() || "valid";
      });"""
    assert ask(page, body, {"papers": given, "lines": LINES}) == [one[4] for one in PAPERS]


def test_votes_needed_are_exact(page: Page) -> None:
    """More than and at least, at the edge, without fractions of a vote; none where the most votes win."""
    cases = [
        (35, {"over": "1/2"}, 18), (36, {"over": "1/2"}, 19), (36, {"at_least": "1/2"}, 18), (35, {"at_least": "2/3"}, 24),
        (36, {"at_least": "2/3"}, 24), (36, {"over": "2/3"}, 25), (0, {"at_least": "1/2"}, 1), (9, {"at_least": "0/1"}, None),
        (9007199254740991, {"over": "1/2"}, 4503599627370496),
    ]  # fmt: skip
    given = [{"base": base, "threshold": share} for base, share, _ in cases]
    assert ask(page, "return given.map(m.count.needed)", given) == [least for _, _, least in cases]


def test_who_is_elected_follows_from_the_votes(page: Page) -> None:
    """Seats filled, seats left, and a tie across the last seat, which is left open."""
    rules = {"max_yes": 2, "base": 10, "threshold": {"over": "1/2"}}
    votes = [[9, 8, 3], [9, 8, 7], [9, 7, 7], [7, 7, 7], [9, 5, 5], [5, 5, 5]]
    body = """
      return given.votes.map((row) => m.count.elect(given.rules, row.map((votes_for, at) => ({ name: `c${at}`, votes_for }))));"""
    found = ask(page, body, {"rules": rules, "votes": votes})
    assert [(one["outcome"], one["elected"], one["tied"], one["vacant"]) for one in found] == [
        ("decided", ["c0", "c1"], [], 0), ("decided", ["c0", "c1"], [], 0), ("tied", ["c0"], ["c1", "c2"], 1),
        ("tied", [], ["c0", "c1", "c2"], 2), ("short", ["c0"], [], 1), ("short", [], [], 2),
    ]  # fmt: skip


def test_a_pre_vote_puts_the_most_votes_on_the_list(page: Page) -> None:
    """No number is needed; a tie across the last place leaves it open."""
    votes = [[3, 2, 1], [3, 1, 1], [1, 1, 1], [3]]
    body = """
      return given.map((row) => m.count.primary(2, row.map((votes_for, at) => ({ name: `c${at}`, votes_for }))));"""
    found = ask(page, body, votes)
    assert [(one["outcome"], one["formal"], one["tied"], one["tied_seats"], one["vacant"]) for one in found] == [
        ("decided", ["c0", "c1"], [], 0, 0), ("tied", ["c0"], ["c1", "c2"], 1, 0),
        ("tied", [], ["c0", "c1", "c2"], 2, 0), ("short", ["c0"], [], 0, 0),
    ]  # fmt: skip


SETTLED = {"names": ["w1"], "into": "w1", "deputy": None}


@pytest.mark.parametrize(
    ("falls", "settlings", "standing"),
    [
        ([], [], ["c1", "w1", "w2"]),
        (["unknown"], [], ["c1"]),
        (["unknown"], [SETTLED], ["c1", "w1"]),
        (["no_deputy"], [], ["c1", "w1", "w2"]),  # nobody has said yet that he is none
        (["no_deputy"], [SETTLED], ["c1", "w2"]),
        (["no_deputy"], [SETTLED, {**SETTLED, "deputy": "m001"}], ["c1", "w1", "w2"]),
        (["unknown", "no_deputy"], [SETTLED, {"names": ["w2"], "into": "w2", "deputy": "m002"}], ["c1", "w2"]),
        (["unknown"], [SETTLED, {"names": ["w1"], "into": "c1", "deputy": None}], ["c1"]),
    ],
)
def test_written_names_fall_as_the_announcement_says(
    page: Page, falls: list[str], settlings: list[dict[str, Any]], standing: list[str]
) -> None:
    """Whoever nobody has identified, and whoever is said to be no deputy, elects nobody where the rules have it so."""
    ranking = [{"name": name, "votes_for": 3, "write_in": name[0] == "w"} for name in ("c1", "w1", "w2")]
    logged = {"marked": True, "announced": {"falls": falls}, "settlings": settlings, "counted": {"ranking": ranking}}
    poll = {"lines": [{"id": "c1"}], "logged": logged}
    assert ask(page, "return m.outcome.standing(given).map((line) => line.name)", poll) == standing


@pytest.mark.parametrize(
    ("rule", "votes", "good"),
    [
        ({"of": "valid", "over": "1/2"}, 4, True),
        ({"of": "valid", "over": "1/2"}, 3, False),
        ({"of": "valid", "at_least": "1/2"}, 3, True),
        ({"of": "present", "at_least": "1/2"}, 3, False),
        ({"of": "members", "at_least": "2/5"}, 4, True),
        ({"of": "members", "over": "2/5"}, 4, False),
    ],
)
def test_a_grade_follows_from_its_rule(page: Page, rule: dict[str, str], votes: int, good: bool) -> None:
    """Six valid papers of eight present and ten members; lines are added up; any other grade in the log fails."""
    lines = [("c1", votes - 1), ("c2", 1), ("c3", 6 - votes)]
    ranking = [{"name": name, "votes_for": number, "write_in": False} for name, number in lines]
    grading = {"grades": [{"name": "good", "lines": ["c1", "c2"], **rule}], "otherwise": "bad"}
    announced = {"present": 8, "members": 10, "grading": grading}
    nobody = {"elected": [], "tied": [], "formal": [], "tied_seats": 0, "vacant": 0}
    counted = {"valid": 6, "outcome": "decided", "ranking": ranking, **nobody}
    body = """
      const lines = ["c1", "c2", "c3"].map((id) => ({ id }));
      const poll = (grade) => ({ id: "p", lines, rules: { kind: "evaluation" }, logged: { ...given, counted: { ...given.counted, grade } } });
      return [await refused(() => m.outcome.checkOutcome(poll("good"))), await refused(() => m.outcome.checkOutcome(poll("bad")))];"""
    given = {"marked": True, "announced": announced, "counted": counted}
    assert ask(page, body, given) == [not good, good]


def test_hands_are_what_two_tellers_entered_alike(page: Page) -> None:
    """One teller twice is one; a count that differs lets all before it fall; behind two that agree there is nothing more."""
    stories = [
        ["a1"],
        ["a1", "a1"],
        ["a1", "b1"],
        ["a1", "b2"],
        ["a1", "-2", "b1"],
        ["a1", "-2", "a2", "b2"],
        ["a1", "a2", "b2"],
        ["a1", "b1", "a1"],
    ]
    body = """
      return given.map((story) => {
        const hands = story.map(([by, number]) => ({
          word: by === "-" ? "differed" : "entered", entry: { by, votes_for: Number(number), against: 0, abstain: 0 },
        }));
        try { return m.hands.handsOf({ id: "p", logged: { hands } })?.votes_for ?? null; } catch { return "too many"; }
      });"""
    assert ask(page, body, stories) == [None, None, 1, None, None, 2, 2, "too many"]


WYCHEPROOF = ROOT.parent / "shared" / "data" / "vectors" / "wycheproof"


@pytest.mark.parametrize("name", ["ecdsa_secp256r1_sha256_p1363_test.json", "ed25519_test.json"])
def test_signatures_of_the_known_suites(page: Page, name: str) -> None:
    """Every forged signature of Wycheproof fails; of the good ones all hold, but those with a high s."""
    path = WYCHEPROOF / name
    if not path.exists():
        pytest.skip(f"the vectors are not here: {name}")
    body = """
      const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
      const half = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
      const wrong = [];
      let held = 0;
      for (const { key, tests } of given.groups) {
        for (const { tcId, msg, sig, result } of tests) {
          const signature = bytes(sig);
          const check = given.edwards ? m.keys.ed25519 : m.keys.es256;
          const holds = await check(bytes(key), signature, bytes(msg));
          const high = !given.edwards && signature.length === 64 && m.bytes.number(signature.subarray(32)) > half;
          if (holds !== (result === "valid" && !high)) wrong.push(tcId);
          held += holds;
        }
      }
      return [wrong, held > 20];"""
    told = json.loads(path.read_text(encoding="utf-8"))
    edwards = name.startswith("ed")
    groups = [
        {"key": one["publicKey"]["pk" if edwards else "uncompressed"], "tests": one["tests"]}
        for one in told["testGroups"]
    ]
    assert ask(page, body, {"groups": groups, "edwards": edwards}) == [[], True]
