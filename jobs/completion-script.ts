import type { Job } from './job.ts';
import type { Parameter } from './parameter.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What a shell is told of a job. */
interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
}

interface CompletedOption {
  readonly flag: string;
  readonly summary: string;
  /** Null: a switch. */
  readonly placeholder: string | null;
  /** The words it takes, when it takes only these. */
  readonly words: readonly string[];
}

const GLOBAL: readonly CompletedOption[] = [
  { flag: '--config', summary: 'configuration', placeholder: 'FILE', words: [] },
  {
    flag: '--log-level',
    summary: 'the least that is logged',
    placeholder: 'LEVEL',
    words: ['error', 'warn', 'info', 'debug'],
  },
  { flag: '--help', summary: 'print help', placeholder: null, words: [] },
];

const JSON_OPTION: CompletedOption = {
  flag: '--json',
  summary: 'answer as JSON, for programs',
  placeholder: null,
  words: [],
};

/** The completion of commands, their options and the words these take. */
export function completionScript(shell: (typeof SHELLS)[number], jobs: readonly Job[]): string {
  const shown = jobs.filter(({ hidden }) => !hidden).map(completedOf);
  switch (shell) {
    case 'bash':
      return bash(shown);
    case 'zsh':
      return zsh(shown);
    case 'fish':
      return fish(shown);
  }
}

function completedOf({ name, summary, options, json }: Job): Completed {
  const own = Object.entries(options).map(([key, option]) => optionOf(key, option));
  return { name, summary, options: [...own, ...(json ? [JSON_OPTION] : []), ...GLOBAL] };
}

function optionOf(key: string, { summary, placeholder }: Parameter<unknown>): CompletedOption {
  const flag = `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const words =
    placeholder !== null && /^[a-z-]+(?:\|[a-z-]+)+$/.test(placeholder) ? placeholder.split('|') : [];
  return { flag, summary, placeholder, words };
}

function bash(jobs: readonly Completed[]): string {
  const cases = jobs.flatMap(({ name, options }) => [
    `    ${name}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  ]);
  const values = new Map(
    jobs.flatMap(({ options }) =>
      options.filter(({ words }) => words.length > 0).map(({ flag, words }) => [flag, words]),
    ),
  );
  const valueCases = [...values].map(
    ([flag, words]) => `    ${flag}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")); return ;;`,
  );
  return `# bash completion for postausgang
_postausgang() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  case "$previous" in
${valueCases.join('\n')}
    --config|--dir|--file|--since|--out|--list) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${jobs.map(({ name }) => name).join(' ')} help" -- "$current"))
    return
  fi
  case "$command" in
    help) words="${jobs.map(({ name }) => name).join(' ')}" ;;
${cases.join('\n')}
  esac
  if [ "\${current#-}" != "$current" ] || [ "$command" = help ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -F _postausgang postausgang
`;
}

function zsh(jobs: readonly Completed[]): string {
  const commands = jobs.map(({ name, summary }) => `    '${name}:${zshText(summary)}'`);
  const cases = jobs.map(({ name, options }) => {
    const specs = options.map(
      ({ flag, summary, placeholder, words }) =>
        `'${flag}[${zshText(summary)}]${placeholder === null ? '' : `:${zshText(placeholder)}:${words.length > 0 ? `(${words.join(' ')})` : '_files'}`}'`,
    );
    return `    ${name}) _arguments ${specs.join(' ')} '*:file:_files' ;;`;
  });
  return `#compdef postausgang
_postausgang() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _postausgang postausgang
`;
}

/** Colons and brackets are syntax of \`_arguments\`; a quote would end the word. */
function zshText(text: string): string {
  return text.replaceAll("'", '’').replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`);
}

function fish(jobs: readonly Completed[]): string {
  const lines = jobs.flatMap(({ name, summary, options }) => [
    `complete -c postausgang -n __fish_use_subcommand -f -a ${name} -d '${fishText(summary)}'`,
    ...options.map(
      ({ flag, summary: meaning, placeholder, words }) =>
        `complete -c postausgang -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}${placeholder === null ? '' : ' -r'}${words.length > 0 ? ` -f -a '${words.join(' ')}'` : ''} -d '${fishText(meaning)}'`,
    ),
  ]);
  return `# fish completion for postausgang\n${lines.join('\n')}\n`;
}

function fishText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
