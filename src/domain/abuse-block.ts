import type { PostalAddress } from './document.ts';

/** S18: a block on suspicion of abuse, and what a letter about it needs. */
export interface AbuseBlock {
  readonly blockId: string;
  readonly policyholderId: string | null;
  /** The policyholder's. */
  readonly address: PostalAddress;
  /** ISO 3166-1 alpha-2; decides in which country's words the letter speaks (S23). */
  readonly residenceCountry: string | null;
  /** What the customer names on the phone, such as the number of the contract; null: the block's id. */
  readonly reference: string | null;
}
