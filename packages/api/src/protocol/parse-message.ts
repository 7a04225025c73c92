import { z } from 'zod';
import type { ClientMessage, ClientMessageType, SubscriptionOptions } from './messages.ts';
import { ProtocolError } from './protocol-error.ts';
import { quoteSequences } from './quote-sequences.ts';

const MAX_ID_LENGTH = 128;
const MAX_SEQUENCE = 2n ** 63n - 1n;

const sequence = z
  .union([z.int(), z.string().regex(/^\d{1,19}$/)], { error: 'must be a 64-bit integer' })
  .transform(BigInt)
  .refine((value) => value >= 0n && value <= MAX_SEQUENCE, 'must be a 64-bit integer, 0 or more');

const subscriptionId = z.string().min(1).max(MAX_ID_LENGTH);

const options = z.strictObject({
  batch_size: z.int().optional(),
  last_rows: z.int().optional(),
  from: sequence.optional(),
  from_seq_id: sequence.optional(),
});

const protocol = z.strictObject({
  serialization: z.literal('json', 'only "json" is served').optional(),
  compression: z.enum(['gzip', 'none']).optional(),
});

/** One schema per type of message; each gives what `messages.ts` says. */
const schemas = {
  authenticate: z
    .strictObject({
      type: z.literal('authenticate'),
      method: z.literal('jwt', 'only "jwt" is served').optional(),
      token: z.string(),
      protocol: protocol.optional(),
    })
    .transform(({ type, token, protocol: asked }) => ({
      type,
      token,
      protocol:
        asked === undefined
          ? undefined
          : { serialization: 'json' as const, compression: asked.compression ?? 'none' },
    })),
  subscribe: z
    .strictObject({
      type: z.literal('subscribe'),
      subscription: z.strictObject({
        id: subscriptionId,
        sql: z.string(),
        namespace_id: z.string().optional(),
        options: options.nullish(),
      }),
    })
    .transform(({ type, subscription: { id, sql, namespace_id, options: given } }) => ({
      type,
      id,
      sql,
      namespace: namespace_id ?? 'default',
      options: readOptions(given ?? undefined),
    })),
  next_batch: z
    .strictObject({
      type: z.literal('next_batch'),
      subscription_id: subscriptionId,
      last_seq_id: sequence.nullish(),
    })
    .transform(({ type, subscription_id, last_seq_id }) => ({
      type,
      id: subscription_id,
      lastSequence: last_seq_id ?? undefined,
    })),
  unsubscribe: z
    .strictObject({
      type: z.literal('unsubscribe'),
      subscription_id: subscriptionId,
      ack: z.boolean().optional(),
    })
    .transform(({ type, subscription_id, ack }) => ({
      type,
      id: subscription_id,
      ack: ack ?? false,
    })),
  ping: z.strictObject({ type: z.literal('ping') }),
} satisfies { [T in ClientMessageType]: z.ZodType<Extract<ClientMessage, { type: T }>> };

/**
 * A client's message from its text. Throws ProtocolError: PROTOCOL for malformed JSON, an unknown
 * type, a missing, wrong or unknown member (named, with its path); INVALID_SUBSCRIPTION_ID for an
 * id that is not 1 to 128 characters; UNSUPPORTED for another serialization than JSON.
 */
export function parseMessage(text: string): ClientMessage {
  const value = parseJson(text);
  const result = schemas[messageType(value)].safeParse(value);
  if (result.success) return result.data;
  throw describeIssue(value, result.error.issues[0]);
}

function readOptions(given: z.infer<typeof options> | undefined): SubscriptionOptions | undefined {
  if (given === undefined) return undefined;
  const { batch_size: batchSize, last_rows: lastRows, from, from_seq_id } = given;
  return { batchSize, lastRows, from: from ?? from_seq_id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(quoteSequences(text));
  } catch (error) {
    const cause = error instanceof Error ? error.message : 'unreadable';
    throw new ProtocolError('PROTOCOL', `the message is not valid JSON: ${cause}`);
  }
}

function messageType(value: unknown): ClientMessageType {
  const known = Object.keys(schemas).join(', ');
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    throw new ProtocolError('PROTOCOL', `a message is an object with a "type": one of ${known}`);
  }
  const { type } = value;
  if (isMessageType(type)) return type;
  const shown = (JSON.stringify(type) ?? '').slice(0, 64);
  throw new ProtocolError('PROTOCOL', `unknown message type ${shown}; known are ${known}`);
}

function isMessageType(type: unknown): type is ClientMessageType {
  return typeof type === 'string' && Object.hasOwn(schemas, type);
}

function describeIssue(value: unknown, issue: z.core.$ZodIssue): ProtocolError {
  const path = issue.path.join('.');
  const subscriptionId = idOf(value) ?? 'protocol';
  if (path === 'subscription.id' || path === 'subscription_id') {
    const message = `"${path}" must be a text of 1 to ${MAX_ID_LENGTH} characters`;
    return new ProtocolError('INVALID_SUBSCRIPTION_ID', message);
  }
  const place = path === '' ? 'the message' : `"${path}"`;
  const code = path === 'protocol.serialization' ? 'UNSUPPORTED' : 'PROTOCOL';
  return new ProtocolError(code, `${place}: ${issue.message}`, { subscriptionId });
}

/** The id of the subscription that a malformed message is about, if it can be read. */
function idOf(value: unknown): string | undefined {
  const { subscription_id, subscription } = value as Record<string, unknown>;
  const nested = (subscription as Record<string, unknown> | null | undefined)?.id;
  const id = subscription_id ?? nested;
  return typeof id === 'string' && id !== '' && id.length <= MAX_ID_LENGTH ? id : undefined;
}
