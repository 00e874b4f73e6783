import { type Declare, declare, exitWith } from '../declare.ts'

export const declareAuth: Declare = root =>
  declare(root, {
    name: 'auth',
    does: 'sign in to an account with a code you enter in your browser',
    example: 'promethean auth twitch --as bot',
  })
    .argument('<name>', "the plugin's name or id")
    .option('--as <account>', 'the account to sign in, if the plugin has several, such as bot')
    .action(
      exitWith<string, { readonly as?: string }>(async (name, settings) =>
        (await import('./auth.ts')).auth({ ...settings, name }),
      ),
    )
