/** What is mutated together, and the tests that judge it: pure ones alone, for they run thousands of times. */
export interface MutationPart {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** By the folder of the tests that judge them: a part is judged by its own tests, never by luck elsewhere. */
export const PARTS: Readonly<Record<string, MutationPart>> = {
  domain: { mutate: ['src/domain/**/*.ts'], tests: ['test/domain/**/*.test.ts'] },
  classify: { mutate: ['src/classify/**/*.ts'], tests: ['test/classify/**/*.test.ts'] },
  outcome: {
    mutate: ['src/email/{outcome,reply-policy,tls-refusal}.ts', 'src/email/mx/mx-outcome.ts'],
    tests: ['test/email/{outcome,reply-policy,tls-refusal}.test.ts', 'test/email/mx/mx-outcome.test.ts'],
  },
  plan: {
    mutate: ['src/print/{plan,plan-limits,consolidate,arrange,stream,tariff}.ts'],
    tests: ['test/print/{plan,plan-borders,letter-rules,tariff}.test.ts'],
  },
};

/** Tells the processes that run the tests which part they judge. */
export const PART_VARIABLE = 'POSTAUSGANG_MUTATION_PART';
