const ENDS_AFTER_MS = 1400;

/** Letters typed into a list that has the focus: what they spell so far, until a pause. */
export class TypeToFind {
  /** Empty while nothing is being typed. */
  text = $state('');
  missed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #search = 0;

  /**
   * Takes the key if it is a part of what is typed. `find` goes to the next row that begins with the text and says whether
   * there was one; `onward` asks for one after the row where the list stands.
   */
  key(event: KeyboardEvent, find: (text: string, onward: boolean) => boolean | Promise<boolean>): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const letters = [...this.text];
    if (event.key === 'Escape' && letters.length > 0) this.end();
    else if (event.key === 'Backspace' && letters.length > 0) this.#look(letters.slice(0, -1).join(''), false, find);
    // Space pauses, and a slash goes to the search: neither begins a name.
    else if ([...event.key].length === 1 && (letters.length > 0 || (event.key !== ' ' && event.key !== '/'))) {
      // The same letter again and again walks through the rows that begin with it.
      const again = letters.length === 1 && letters[0] === event.key;
      this.#look(again ? event.key : this.text + event.key, again || letters.length === 0, find);
    } else return false;
    event.preventDefault();
    return true;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#search++;
    this.text = '';
  }

  #look(text: string, onward: boolean, find: (text: string, onward: boolean) => boolean | Promise<boolean>): void {
    clearTimeout(this.#timer);
    const search = ++this.#search;
    this.text = text;
    this.missed = false;
    this.#timer = setTimeout(() => this.end(), ENDS_AFTER_MS);
    if (text === '') return this.end();
    void Promise.resolve(find(text, onward)).then((found) => {
      if (search === this.#search) this.missed = !found;
    });
  }
}
