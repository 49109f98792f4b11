import { t } from '../../i18n/index.svelte';

const MAJOR = ['C', 'D♭', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];
const MINOR = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'B♭', 'B'];

/** A key as it is usually spelled. */
export function keyName({ tonic, minor }: { tonic: number; minor: boolean }): string {
  return minor ? t('keyMinor', { tonic: MINOR[tonic] ?? '' }) : t('keyMajor', { tonic: MAJOR[tonic] ?? '' });
}
