import type { en } from './en';
import { isolated } from './isolated';

export type PluralForms = { readonly other: string } & { readonly [category in Intl.LDMLPluralRule]?: string };
export type Message = string | PluralForms;
export type MessageKey = keyof typeof en;
/** Every catalogue has the keys of the English one, and plural forms where English has them. */
export type CatalogueOf<English> = { readonly [Key in keyof English]: English[Key] extends string ? string : PluralForms };
export type Catalogue = CatalogueOf<typeof en>;

type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type TextOf<Value> = Value extends string ? Value : Value[keyof Value];
type Names<Key extends MessageKey> = Named<TextOf<(typeof en)[Key]>> | ((typeof en)[Key] extends string ? never : 'count');
/** The values a message asks for: none, or an object with a value for each of its placeholders. */
export type Values<Key extends MessageKey> = [Names<Key>] extends [never]
  ? []
  : [values: { readonly [Name in Names<Key>]: string | number }];

/** Fills the placeholders; the form of a plural is chosen by `count`. Values are text, never markup. */
export function fill(
  message: Message,
  values: Readonly<Record<string, string | number>>,
  plurals: Intl.PluralRules,
  numbers: Intl.NumberFormat,
): string {
  const text = typeof message === 'string' ? message : (message[plurals.select(Number(values.count))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : isolated(value);
  });
}
