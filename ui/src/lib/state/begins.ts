import { fold } from '../fold';
import type { BrowseList } from './browse-list.svelte';

/** Finds by the first letters of a name: in what is here, else, if the list is sorted by that name, in all of it. */
export async function findNamed<Row, Query extends { query: string }>(
  list: BrowseList<Row, Query>,
  text: string,
  from: number,
  nameOf: (row: Row) => string,
  sorted: 'ascending' | 'descending' | null,
): Promise<number> {
  const wanted = fold(text);
  const begins = (row: Row): boolean => fold(nameOf(row)).startsWith(wanted);
  const here = list.find(from, begins);
  if (here >= 0 || sorted === null) return here;
  const found = await list.halve((row) => {
    const name = fold(nameOf(row));
    return sorted === 'descending' ? name > wanted && !name.startsWith(wanted) : name < wanted;
  });
  return found && begins(found.row) ? found.at : -1;
}
