import { readFileSync } from 'node:fs'
import type { Manifest } from '../../operations/plugins/definition-told.ts'
import type { OptionTold } from '../../operations/plugins/options.ts'
import type { ConfigLines } from '../shown/config-lines.ts'
import type { PluginName } from './plugin-name.ts'
import type { PluginTexts } from './templates.ts'

interface PackageOf {
  readonly name: PluginName
  readonly texts: PluginTexts
  readonly lines: ConfigLines
  readonly options: readonly OptionTold[]
  readonly manifest: Manifest
}

/** What a package has beside its source and its test: texts by file name. */
export function packageFiles(made: PackageOf): Readonly<Record<string, string>> {
  return {
    'package.json': json(packageJson(made)),
    'tsconfig.json': json(TSCONFIG),
    'tsconfig.build.json': json(TSCONFIG_BUILD),
    'README.md': readme(made),
    '.gitignore': 'node_modules/\ndist/\n*.tgz\n',
  }
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
  exclude: ['dist'],
}

const TSCONFIG_BUILD = {
  extends: './tsconfig.json',
  compilerOptions: {
    noEmit: false,
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    sourceMap: true,
    inlineSources: true,
    rootDir: '.',
    outDir: 'dist',
  },
  include: ['index.ts'],
}

// The runtime's own: what a plugin is made for, and what its types come from.
interface Own {
  readonly version: string
  readonly engines: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

function packageJson({ name: { packageName }, texts, manifest }: PackageOf): object {
  const { version, engines, dependencies } = own()
  const used = ['rxjs', 'zod'].filter(one => texts.plugin.includes(`from '${one}'`))
  return {
    name: packageName,
    version: '0.1.0',
    description: descriptionOf(texts),
    keywords: ['promethean-plugin'],
    license: 'MIT',
    type: 'module',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist'],
    engines,
    promethean: {
      provides: manifest.provides,
      needs: manifest.needs,
      emits: manifest.emits,
    },
    scripts: {
      test: 'vitest run',
      types: 'tsc',
      build: 'promethean manifest && tsc -p tsconfig.build.json',
      prepack: 'npm run build',
    },
    peerDependencies: { promethean: `^${version}` },
    dependencies: Object.fromEntries(used.map(one => [one, dependencies[one]])),
    devDependencies: {
      '@types/node': '^22.0.0',
      promethean: `^${version}`,
      typescript: '7.0.2',
      vitest: '^4.1.12',
    },
    ...(packageName.startsWith('@') && { publishConfig: { access: 'public' } }),
  }
}

function own(): Own {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
}

/** The sentence above the definition. */
function descriptionOf({ plugin }: PluginTexts): string {
  return /\/\*\* (.+) \*\/\nexport default/.exec(plugin)?.[1] ?? ''
}

function readme({ name: { packageName }, texts, lines, options }: PackageOf): string {
  const rows = options.map(
    ({ name, description = '', required, ...option }) =>
      `| \`${name}\` | ${required ? 'required' : `\`${JSON.stringify(option.default)}\``} | ${description} |`,
  )
  return `# ${packageName}

${descriptionOf(texts)} A plugin for [Promethean](https://www.npmjs.com/package/promethean).

## Use

\`\`\`sh
npx promethean add ${packageName}
\`\`\`

\`\`\`ts
// promethean.config.ts
import { defineConfig } from 'promethean'
${lines.import}

export default defineConfig({
  plugins: [
${lines.use.replace(/^/gm, '    ')}
  ],
})
\`\`\`

| option | default | meaning |
| --- | --- | --- |
${rows.join('\n')}

## Develop

\`\`\`sh
npm install
npm test
npm publish
\`\`\`

\`npm publish\` first compiles \`index.ts\` to \`dist\`, and writes what the plugin provides, needs and emits into \`package.json\`.
`
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
