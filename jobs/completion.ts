import { completionScript, SHELLS } from './completion-script.ts';
import { EXIT } from '../src/domain/exit-code.ts';
import { defineJob } from './job.ts';
import { oneOf, required } from './parameter.ts';

export const completionJob = defineJob({
  name: 'completion',
  summary: 'Print the completion of commands and options for a shell',
  description: 'Made from the same list as the help. Needs no configuration.',
  operands: { shell: required(oneOf(SHELLS, 'the shell')) },
  examples: [
    {
      command: 'completion bash > /etc/bash_completion.d/postausgang',
      explains: 'for everybody on the machine',
    },
    { command: 'completion zsh > "${fpath[1]}/_postausgang"', explains: 'zsh' },
    { command: 'completion fish > ~/.config/fish/completions/postausgang.fish', explains: 'fish' },
  ],
  run: async ({ shell }, context) => {
    // Only now: the list of jobs holds this one too.
    const { JOBS } = await import('./registry.ts');
    const script = completionScript(shell, JOBS);
    context.answer({ script }, () => script.trimEnd());
    return EXIT.completed;
  },
});
