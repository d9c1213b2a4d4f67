/** Whether texts can be read, measured in a page. */
import type { Page } from "playwright-core";

/** Texts of less contrast than 4.5 (WCAG 2, success criterion 1.4.3), each with its contrast and what it is in. */
export async function faintTexts(page: Page): Promise<string[]> {
  // Between two colours, a text may be fainter.
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
  return page.evaluate(measure);
}

/** Runs in the page, so it uses nothing from outside. */
function measure(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminances = new Map<string, number>();
  /** The relative luminance of colours in layers, the lowest first. */
  const luminance = (layers: string[], opacity = 1) => {
    const key = [opacity, ...layers].join();
    const known = luminances.get(key);
    if (known !== undefined || !canvas) return known ?? 0;
    canvas.globalAlpha = 1;
    for (const [index, layer] of ["white", ...layers].entries()) {
      if (index === layers.length) canvas.globalAlpha = opacity;
      canvas.fillStyle = layer;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    const found = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    luminances.set(key, found);
    return found;
  };

  const textsOf = (element: Element): [text: string, style: CSSStyleDeclaration][] => {
    const own = [...element.childNodes].filter((node) => node instanceof Text).map((node) => node.data);
    const isBox = element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type); // Shows no text.
    const isField = (element instanceof HTMLInputElement && !isBox) || element instanceof HTMLTextAreaElement;
    const generated = ["::before", "::after"].map((name) => getComputedStyle(element, name));
    return [
      [isField ? element.value : own.join(""), getComputedStyle(element)],
      [isField ? element.placeholder : "", getComputedStyle(element, "::placeholder")],
      ...generated.map((style): [string, CSSStyleDeclaration] => [style.content.replace(/^(none|normal)$/, ""), style]),
    ];
  };

  interface Look {
    opacity: number;
    grounds: string[];
  }
  const looks = new Map<Element, Look>();
  /** With what it inherits from the elements around it. */
  const lookOf = (element: Element): Look => {
    const known = looks.get(element);
    if (known) return known;
    const around = element.parentElement ? lookOf(element.parentElement) : { opacity: 1, grounds: [] };
    const { opacity, backgroundColor } = getComputedStyle(element);
    const isClear = backgroundColor === "rgba(0, 0, 0, 0)";
    const look = {
      opacity: around.opacity * Number(opacity),
      grounds: isClear ? around.grounds : [...around.grounds, backgroundColor],
    };
    looks.set(element, look);
    return look;
  };

  const faint = new Set<string>();
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility() || element.getClientRects().length === 0) continue;
    if (element.closest(":disabled, .disabled")) continue; // Inactive, as the criterion exempts.
    const { opacity, grounds } = lookOf(element);
    for (const [text, { color }] of textsOf(element)) {
      if (!/\w/.test(text)) continue;
      const [ground, ink] = [luminance(grounds), luminance([...grounds, color], opacity)];
      const contrast = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
      if (contrast < 4.5)
        faint.add(`${contrast.toFixed(2)} ${element.className || element.tagName}: ${text.slice(0, 40)}`);
    }
  }
  return [...faint];
}
