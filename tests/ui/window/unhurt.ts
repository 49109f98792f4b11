import { expect, type Page } from '@playwright/test';

declare global {
  interface Window {
    /** Set by any payload that runs. */
    __hurt?: number;
    unhurt: {
      /** What is wrong with the page as it stands: what a payload has made, and what has lost its place. */
      complaints(): string[];
      /** Two frames: everything that follows from what has come is drawn. */
      drawn(): Promise<void>;
      /** Scrolls from the first row to the last, or over so many screens, complains on the way, and says what stood at each of the selectors. */
      walk(scroller: string, selectors: string[], screens?: number): Promise<{ complaints: string[]; shown: Set<string>[] }>;
      until(holds: () => boolean, what: string): Promise<void>;
    };
  }
}

/** Runs in the page. */
function watch(): void {
  const MADE =
    'iframe, object, embed, base, math, foreignObject, marquee, video, audio, picture, plaintext, style, table[background], hurt-element, .hurt, #hurt, [action], [srcdoc], [srcset], [http-equiv], [formaction]';
  const ADDRESSES = ['src', 'href', 'xlink:href', 'style', 'data', 'poster', 'background', 'ping', 'cite'];
  const FRAMES = '.window:not(.behind) > nav, .window:not(.behind) > main, .window:not(.behind) > .side, .window:not(.behind) > footer, .full, .mini, dialog[open], .menu, .popover, .toast, .drop';
  const ROWS = '.list-row, .failure, .line, .nav-link, .tile, .options, .option, .tiles li';
  const nameOf = (element: Element): string => `${element.localName}.${[...element.classList].filter((one) => !one.startsWith('svelte-')).join('.')}`;

  /** What is drawn beyond the right end of a box, the outermost of it. */
  function culprits(box: Element): string {
    const { right } = box.getBoundingClientRect();
    const beyond = [...box.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > right + 1);
    return beyond.filter((one) => !beyond.includes(one.parentElement as Element)).slice(0, 3).map(nameOf).join(', ');
  }
  /** What is inside a box stays there, as far as it is not cut off on the way. */
  function within(element: Element, box: DOMRect, say: (what: string) => void): void {
    for (const child of element.children) {
      if (child.matches('.visually-hidden, svg, [hidden], .menu, .popover, .backdrop, .toasts, .ghost, dialog')) continue;
      const style = getComputedStyle(child);
      if (style.display === 'none') continue;
      if (style.display !== 'contents') {
        const own = child.getBoundingClientRect();
        if (own.width === 0 || own.height === 0) continue;
        if (own.left < box.left - 1.5 || own.right > box.right + 1.5) say(`${nameOf(child)} is wider than its place: ${own.left}–${own.right} in ${box.left}–${box.right}`);
        if (own.top < box.top - 1.5 || own.bottom > box.bottom + 1.5) say(`${nameOf(child)} is higher than its place: ${own.top}–${own.bottom} in ${box.top}–${box.bottom}`);
        if (/auto|scroll/.test(style.overflowY) && style.overflowX === 'hidden' && child.scrollWidth > child.clientWidth + 1) say(`${nameOf(child)} holds more than its width: ${culprits(child)}`);
        if (style.overflowX !== 'visible' || style.overflowY !== 'visible') continue;
      }
      within(child, box, say);
    }
  }

  function complaints(): string[] {
    const found = new Set<string>();
    const say = (what: string): void => void found.add(what);
    if (window.__hurt !== undefined) say('a script of a payload ran');
    for (const element of document.querySelectorAll(MADE)) say(`${nameOf(element)} was made of text`);
    for (const element of document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script, link')) {
      const address = 'src' in element ? element.src : element.href;
      if (!address || new URL(address).origin !== location.origin) say(`${nameOf(element)} is not ours`);
    }
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) say(`${nameOf(element)} has ${name}`);
        if (ADDRESSES.includes(name) && /hurt/i.test(value)) say(`${nameOf(element)} points away by ${name}`);
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    // What is hidden from sight stands below the last pixel, one high.
    if (scrollWidth > innerWidth || scrollHeight > innerHeight + 1) say(`the document scrolls: ${scrollWidth} × ${scrollHeight}`);
    const all = new DOMRect(0, 0, innerWidth, innerHeight);
    for (const frame of document.querySelectorAll(FRAMES)) {
      const box = frame.getBoundingClientRect();
      if (box.left < all.left - 1 || box.right > all.right + 1 || box.top < -1 || box.bottom > all.bottom + 1) say(`${nameOf(frame)} is not in the window: ${box.top}–${box.bottom}`);
      if (frame.scrollWidth > frame.clientWidth + 1 && getComputedStyle(frame).overflowX !== 'visible') say(`${nameOf(frame)} holds more than its width`);
      if (getComputedStyle(frame).overflowY === 'visible') within(frame, box, say);
    }
    const heights = new Map<Element, Set<number>>();
    for (const row of document.querySelectorAll(ROWS)) {
      const box = row.getBoundingClientRect();
      if (box.height === 0) continue;
      within(row, box, say);
      const list = row.closest('[role=grid], [role=table], ul');
      if (list && row.matches('.list-row, .nav-link, .failure, .line')) heights.set(list, (heights.get(list) ?? new Set()).add(Math.round(box.height)));
    }
    for (const [list, seen] of heights) if (seen.size > 1) say(`${nameOf(list)}: rows of ${[...seen].join(', ')} pixels`);
    return [...found];
  }

  const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  async function until(holds: () => boolean, what: string): Promise<void> {
    const began = performance.now();
    while (!holds()) {
      if (performance.now() - began > 10_000) throw new Error(`it did not come to: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await drawn();
  }
  async function walk(scroller: string, selectors: string[], screens = Infinity): Promise<{ complaints: string[]; shown: Set<string>[] }> {
    const node = document.querySelector(scroller);
    if (!node) throw new Error(`there is no ${scroller}`);
    const found = new Set<string>();
    const shown = selectors.map(() => new Set<string>());
    node.scrollTop = 0;
    for (let screen = 1; ; screen++) {
      await drawn();
      await until(() => ![...node.querySelectorAll('.visually-hidden')].some(({ textContent }) => textContent === 'Loading'), 'rows that are there');
      for (const complaint of complaints()) found.add(complaint);
      selectors.forEach((selector, at) => node.querySelectorAll(selector).forEach((one) => (shown[at] as Set<string>).add(one.textContent)));
      const before = node.scrollTop;
      node.scrollTop += Math.max(40, node.clientHeight - 80);
      if (node.scrollTop === before || screen === screens) return { complaints: [...found], shown };
    }
  }
  window.unhurt = { complaints, drawn, walk, until };
}

/** Opens the hostile library at a place, and listens to what leaves the page and to what breaks in it. */
export async function openHostile(page: Page, settings: object = {}): Promise<{ holds: (where: string) => Promise<void> }> {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('dialog', (dialog) => trouble.push(`a dialog: ${dialog.message()}`));
  page.on('framenavigated', (frame) => frame !== page.mainFrame() && trouble.push(`a frame: ${frame.url()}`));
  let origin = '';
  page.on('request', (request) => {
    const address = request.url();
    const ours = origin === '' || address.startsWith(`${origin}/`) || /^(data:image|blob:)/.test(address);
    if (!ours || /hurt/i.test(address)) trouble.push(`a request: ${address.slice(0, 200)}`);
  });
  await page.addInitScript(watch);
  await page.addInitScript((saved) => localStorage.setItem('attune.settings', JSON.stringify(saved)), settings);
  await page.goto('/?fake=hostile');
  origin = new URL(page.url()).origin;
  await expect(page.locator('#track-0 .name')).toBeAttached();
  return {
    async holds(where) {
      expect(await page.evaluate(() => window.unhurt.drawn().then(() => window.unhurt.complaints())), where).toEqual([]);
      expect(trouble, where).toEqual([]);
    },
  };
}
