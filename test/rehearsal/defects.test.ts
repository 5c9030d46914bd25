import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planTrial, type TrialPlan } from '../../src/rehearsal/plan.ts';
import { Cast } from '../../src/rehearsal/player-process.ts';
import { runRehearsal } from '../../src/rehearsal/run-rehearsal.ts';
import { Stage } from '../../src/rehearsal/stage.ts';
import { DEFECTS } from './defects.ts';
import { PLANTED_DEFECT } from './planted-defect.ts';
import { DEFECTIVE, SOUND } from './players.ts';

const PATIENCE = 1_800_000;

/** Nothing goes wrong, and letters wait for nobody. */
const QUIET: TrialPlan = {
  ...planTrial(1, 0),
  ownDate: false,
  faults: [],
  faultsOfRerun: [],
  callsBack: false,
  pause: 0,
  relay: { greylists: false, dropsStored: [], dropsLost: [], outage: 'none' },
  returns: { genuine: 0, forged: false },
  shop: { acknowledges: 'never', spoils: false, empties: false, isPrompt: false },
  encrypted: false,
  ownLetters: false,
};

describe('The rehearsal can fail: a rule of the crash table that is broken is found', () => {
  const cast = new Cast(SOUND);
  let directory: string;
  let stage: Stage;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'postausgang-defects-'));
    stage = await Stage.build(join(directory, 'stage'), cast);
  });
  afterAll(async () => {
    await cast.close();
    rmSync(directory, { recursive: true, force: true });
    delete process.env[PLANTED_DEFECT];
  });

  test.each(Object.entries(DEFECTS))(
    'when %s',
    async (_name, { plans: changes, says, ...defect }) => {
      const file = join(directory, 'defect.json');
      writeFileSync(file, JSON.stringify(defect));
      process.env[PLANTED_DEFECT] = file;
      const found: string[] = [];
      for (const [trial, change] of changes.entries()) {
        const plans = [{ ...QUIET, ...change, trial }];
        const [result] = await runRehearsal({ stage, plans, parallel: 1, keep: false, player: DEFECTIVE });
        found.push(...(result?.breaches ?? []));
        if (found.some((breach) => says.test(breach))) break;
      }
      expect(found).toContainEqual(expect.stringMatching(says));
    },
    PATIENCE,
  );
});
