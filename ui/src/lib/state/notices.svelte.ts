import { t } from '../../i18n/index.svelte';
import type { AppError, NoticeView } from '../ipc/types';
import { noticeText } from './notice-text';

/** Edits of one line are taken back one after another, the last one first. */
export type UndoLine = 'queue' | 'playlists';

/** What a notice offers. One that belongs to a line is over with the next edit of it. */
export type Action = { label: string; run: () => void; line?: UndoLine };

export type Notice = {
  id: number;
  level: 'info' | 'warning';
  text: string;
  action: Action | null;
  /** How often it was said. */
  times: number;
  sum: Sum | null;
};

/** Several notices of one kind in a row say what they come to. */
export type Sum = { kind: string; count: number; text: (count: number) => string; parts: number };

/** More would cover the page; the oldest gives way. */
const KEPT = 3;

function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

/** What went wrong, in the listener's words: the code chooses the sentence. */
export function explain(error: unknown): string {
  if (!isAppError(error)) return t('errorInternal', { message: String(error) });
  if (error.code === 'notFound') return t('errorNotFound');
  if (error.code === 'busy') return t('errorBusy');
  if (error.code === 'unreadable') return t('errorUnreadable', { message: error.message });
  return t('errorInternal', { message: error.message });
}

/** Short messages at the edge of the window, some with one thing to do about them. */
export class Notices {
  list = $state<Notice[]>([]);
  #nextId = 1;

  /** The newest stands first. */
  say(text: string, action: Notice['action'] = null, level: Notice['level'] = 'info', sum: Sum | null = null): void {
    const last = this.list[0];
    const notice: Notice = { id: this.#nextId++, level, text, action, times: 1, sum };
    if (sum && last?.sum?.kind === sum.kind) {
      const count = last.sum.count + sum.count;
      const summed = { ...notice, text: sum.text(count), sum: { ...sum, count, parts: last.sum.parts + sum.parts } };
      this.list = [summed, ...this.list.slice(1)];
      return;
    }
    // What offers something takes back one thing: it stands for itself, however often the same is said.
    const before = this.list.find((one) => one.text === text && (sum !== null || (action === null && one.action === null)));
    if (sum === null) notice.times += before?.times ?? 0;
    this.list = [notice, ...this.list.filter((one) => one !== before)].slice(0, KEPT);
  }

  warn(text: string): void {
    this.say(text, null, 'warning');
  }

  /** What the program has to say. */
  tell(notice: NoticeView): void {
    this.warn(noticeText(notice));
  }

  /** Another edit was made: what was said of the one before goes, for Undo would take back the new one. `adding`: what is counted stays, to be counted on. */
  withdraw(line: UndoLine, adding = false): void {
    const over = ({ action }: Notice): boolean => action?.line === line;
    this.list = this.list.filter((notice) => !over(notice) || (adding && notice.sum)).map((notice) => (over(notice) ? { ...notice, action: null } : notice));
  }

  readonly failed = (error: unknown): void => this.warn(explain(error));

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** Awaits a command; a rejection becomes a warning and false. */
  async attempt(command: Promise<unknown>): Promise<boolean> {
    try {
      await command;
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }
}
