import type { LanguageRegistration } from 'shiki/core';

type Load = () => Promise<{ default: LanguageRegistration[] }>;

/** Each is fetched with the first block that is written in it. The first name is the language's own. */
const languages: [names: string, load: Load][] = [
  ['typescript ts mts cts', () => import('@shikijs/langs/typescript')],
  ['javascript js mjs cjs', () => import('@shikijs/langs/javascript')],
  ['tsx', () => import('@shikijs/langs/tsx')],
  ['jsx', () => import('@shikijs/langs/jsx')],
  ['json webmanifest', () => import('@shikijs/langs/json')],
  ['jsonc json5', () => import('@shikijs/langs/jsonc')],
  ['html', () => import('@shikijs/langs/html')],
  ['css', () => import('@shikijs/langs/css')],
  ['scss sass', () => import('@shikijs/langs/scss')],
  ['svelte', () => import('@shikijs/langs/svelte')],
  ['vue', () => import('@shikijs/langs/vue')],
  ['astro', () => import('@shikijs/langs/astro')],
  ['xml svg', () => import('@shikijs/langs/xml')],
  ['markdown md', () => import('@shikijs/langs/markdown')],
  ['yaml yml', () => import('@shikijs/langs/yaml')],
  ['toml', () => import('@shikijs/langs/toml')],
  ['ini properties conf env dotenv', () => import('@shikijs/langs/ini')],
  ['shellscript bash sh zsh shell', () => import('@shikijs/langs/shellscript')],
  ['shellsession console terminal', () => import('@shikijs/langs/shellsession')],
  ['powershell ps1', () => import('@shikijs/langs/powershell')],
  ['docker dockerfile', () => import('@shikijs/langs/docker')],
  ['nginx', () => import('@shikijs/langs/nginx')],
  ['make makefile', () => import('@shikijs/langs/make')],
  ['cmake', () => import('@shikijs/langs/cmake')],
  ['hcl terraform tf', () => import('@shikijs/langs/hcl')],
  ['nix', () => import('@shikijs/langs/nix')],
  ['sql postgres psql plpgsql', () => import('@shikijs/langs/sql')],
  ['graphql gql', () => import('@shikijs/langs/graphql')],
  ['proto protobuf', () => import('@shikijs/langs/proto')],
  ['http', () => import('@shikijs/langs/http')],
  ['python py', () => import('@shikijs/langs/python')],
  ['rust rs', () => import('@shikijs/langs/rust')],
  ['go golang', () => import('@shikijs/langs/go')],
  ['c h', () => import('@shikijs/langs/c')],
  ['cpp c++ cc hpp', () => import('@shikijs/langs/cpp')],
  ['csharp cs c#', () => import('@shikijs/langs/csharp')],
  ['java', () => import('@shikijs/langs/java')],
  ['kotlin kt', () => import('@shikijs/langs/kotlin')],
  ['scala', () => import('@shikijs/langs/scala')],
  ['swift', () => import('@shikijs/langs/swift')],
  ['dart', () => import('@shikijs/langs/dart')],
  ['ruby rb', () => import('@shikijs/langs/ruby')],
  ['php', () => import('@shikijs/langs/php')],
  ['perl pl', () => import('@shikijs/langs/perl')],
  ['lua', () => import('@shikijs/langs/lua')],
  ['r', () => import('@shikijs/langs/r')],
  ['julia jl', () => import('@shikijs/langs/julia')],
  ['elixir ex exs', () => import('@shikijs/langs/elixir')],
  ['erlang erl', () => import('@shikijs/langs/erlang')],
  ['haskell hs', () => import('@shikijs/langs/haskell')],
  ['ocaml ml', () => import('@shikijs/langs/ocaml')],
  ['clojure clj', () => import('@shikijs/langs/clojure')],
  ['zig', () => import('@shikijs/langs/zig')],
  ['viml vim', () => import('@shikijs/langs/viml')],
  ['latex tex', () => import('@shikijs/langs/latex')],
  ['lisp elisp', () => import('@shikijs/langs/lisp')],
  ['scheme', () => import('@shikijs/langs/scheme')],
  ['asm', () => import('@shikijs/langs/asm')],
  ['wasm wat', () => import('@shikijs/langs/wasm')],
  ['regexp regex', () => import('@shikijs/langs/regexp')],
];

const byName = new Map(
  languages.flatMap(([names, load]) =>
    names.split(' ').map((name) => [name, { name: names.split(' ')[0]!, load }] as const),
  ),
);

export function languageCalled(name: string): { name: string; load: Load } | undefined {
  return byName.get(name.toLowerCase());
}
