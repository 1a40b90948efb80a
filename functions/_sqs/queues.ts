import { setting } from '../_env/settings.ts';

export type QueueName = 'invalidation' | 'media';

export const queueNames: QueueName[] = ['invalidation', 'media'];

/** Each queue with its dead letters. */
export const queues: Record<QueueName, { url: () => string; deadLetters: () => string }> = {
  invalidation: {
    url: () => setting('CACHE_INVALIDATION_QUEUE_URL'),
    deadLetters: () => setting('CACHE_INVALIDATION_DEAD_LETTERS_URL'),
  },
  media: {
    url: () => setting('MEDIA_PROCESSING_QUEUE_URL'),
    deadLetters: () => setting('MEDIA_PROCESSING_DEAD_LETTERS_URL'),
  },
};
