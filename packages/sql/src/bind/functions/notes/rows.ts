import type { FunctionNotes } from './note.ts';

/** Set-returning functions. */
export const rowNotes: FunctionNotes = {
  generate_series: [
    'from the first value to the last one at most, by steps of 1 or of the third',
    'GENERATE_SERIES(1, 10, 3)',
  ],
  json_array_elements: ['the elements of an array', 'JSON_ARRAY_ELEMENTS(\'[1, "a", null]\')'],
  json_array_elements_text: [
    'the elements of an array as text, null as NULL',
    'JSON_ARRAY_ELEMENTS_TEXT(\'[1, "a", null]\')',
  ],
  json_each: ['the members of an object', 'JSON_EACH(\'{"a": 1, "b": "x"}\')'],
  json_each_text: [
    'the members of an object, their values as text, null as NULL',
    'JSON_EACH_TEXT(\'{"a": 1, "b": "x"}\')',
  ],
  json_to_record: [
    'the members of an object as columns of the types that FROM gives them',
    'JSON_TO_RECORD(\'{"a": 1, "b": "x"}\') AS r (a INT, b TEXT)',
  ],
  json_to_recordset: [
    'a row for each object of an array, of columns as FROM gives them',
    'JSON_TO_RECORDSET(\'[{"a": 1}, {"a": 2}]\') AS r (a INT)',
  ],
  generate_subscripts: [
    'the subscripts of a dimension of an array, with TRUE from the last to the first',
    "GENERATE_SUBSCRIPTS(ARRAY['a', 'b'], 1)",
  ],
  json_object_keys: [
    'the names of the members of an object',
    'JSON_OBJECT_KEYS(\'{"a": 1, "b": 2}\')',
  ],
  regexp_matches: [
    'what the groups of the first match took, with the flag g of each match',
    "REGEXP_MATCHES('a1b22', '([a-z])([0-9]+)', 'g')",
  ],
  regexp_split_to_table: ['the parts between matches', "REGEXP_SPLIT_TO_TABLE('a1b22c', '[0-9]+')"],
  string_to_table: [
    'the parts between delimiters, NULL for those that are as the third text; by a NULL into characters',
    "STRING_TO_TABLE('a,b,', ',', '')",
  ],
  unnest: [
    'the elements of an array, in FROM of several arrays side by side',
    "UNNEST(ARRAY[1, 2], ARRAY['a'])",
  ],
};
