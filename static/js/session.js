// Who this tab is signed in as. The token lives in sessionStorage: one tab, one role; it is never a cookie.
const PLACE = "yijue.session";

export const session = () => JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
export const forget = () => sessionStorage.removeItem(PLACE);
export const signInPage = (role) => `/sign-in#role=${role}`;

/** Ask for a token with `{name, password}` or `{once}`; answers `{session}` or `{refusal}`. */
export async function signIn(credentials) {
  const answer = await postJson("/api/sign-in", credentials);
  if (answer.refusal) return answer;
  sessionStorage.setItem(PLACE, JSON.stringify(answer));
  return { session: answer };
}

async function postJson(path, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json();
}

/** The session for a page of this role, or null after sending the tab to the sign-in page. */
export async function requireRole(role) {
  const once = takeOnce();
  const answer = once ? await signIn({ once }) : {};
  if (answer.refusal) return leaveForSignIn(role, answer.refusal);
  const held = session();
  return held?.role === role ? held : leaveForSignIn(role, null);
}

/** The one-time text after `#once=`; it is wiped from the address bar before it is used. */
function takeOnce() {
  const once = new URLSearchParams(location.hash.slice(1)).get("once");
  if (once) history.replaceState(null, "", location.pathname);
  return once;
}

export function leaveForSignIn(role, refusal) {
  forget();
  if (refusal) sessionStorage.setItem("yijue.why", JSON.stringify(refusal));
  location.replace(signInPage(role));
  return null;
}

/** Why the tab was sent to the sign-in page: a refusal or null; told once. */
export function whySentHere() {
  const why = JSON.parse(sessionStorage.getItem("yijue.why") ?? "null");
  sessionStorage.removeItem("yijue.why");
  return why;
}

export const fetchSigned = (path, options = {}) =>
  fetch(path, { ...options, headers: { Authorization: `Bearer ${session()?.token ?? ""}` } });

export async function signOut() {
  const role = session()?.role ?? "operator";
  await fetchSigned("/api/sign-out", { method: "POST" }).catch(() => null);
  leaveForSignIn(role, null);
}
