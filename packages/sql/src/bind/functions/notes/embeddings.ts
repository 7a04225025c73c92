import type { FunctionNotes } from './note.ts';

/** Functions of embeddings. */
export const embeddingNotes: FunctionNotes = {
  cosine_distance: [
    '1 less the cosine of the angle, 1 where an embedding is all zeros; `<=>`',
    "COSINE_DISTANCE('[1, 0]'::EMBEDDING, '[1, 1]')",
  ],
  inner_product: [
    'the sum of the products; `<#>` is its negative',
    "INNER_PRODUCT('[1, 2]'::EMBEDDING, ARRAY[3, 4])",
  ],
  l2_distance: ['the straight distance; `<->`', "L2_DISTANCE('[1, 2]'::EMBEDDING, '[4, 6]')"],
  vector_dims: ['the number of dimensions', "VECTOR_DIMS('[1, 2, 3]')"],
};
