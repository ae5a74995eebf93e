// What people compare letter by letter, in groups of four.
export const grouped = (text) => (text ?? "").replace(/(.{4})(?=.)/g, "$1 ");
