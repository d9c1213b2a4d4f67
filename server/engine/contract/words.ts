/** Words of messages to people. */

export function withArticle(type: string): string {
  if (type === "null") return type;
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}

/** Whether one name may be the other mistyped: a letter missing, added or changed, or two neighbours that changed places. */
export function isNear(one: string, other: string): boolean {
  const lessOne = (text: string) => [text, ...Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1))];
  return lessOne(one).some((each) => lessOne(other).includes(each));
}

/** Escapes characters that nobody sees, such as marks that reverse the direction of text. Valid in JSON and patterns. */
export function visible(text: string): string {
  return text.replace(/\p{Cf}/gu, (character) => character.split("").map(escaped).join(""));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
