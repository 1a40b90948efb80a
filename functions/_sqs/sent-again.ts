import type { SQSRecord } from 'aws-lambda';

/** On a message that somebody sent again, how often. */
export const redrivenAttribute = 'redriven';
/** And the id that it had at first: the queue gives it another each time, and what is known of its failures goes by this one. */
export const originAttribute = 'origin';

export function originOf({ messageId, messageAttributes }: Pick<SQSRecord, 'messageId' | 'messageAttributes'>): string {
  return messageAttributes[originAttribute]?.stringValue ?? messageId;
}
