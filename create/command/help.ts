/** What `--help` prints. */
export const HELP = `Makes a Promethean project: a config of what you choose, a first plugin with its test, and its packages.

Usage:
  npm create promethean@latest [folder] -- [options]
  npx promethean init [folder] [options]

It asks on a terminal. Elsewhere, or with --yes, it takes what the options say, and these answers for the rest:
my-stream as the folder, streamerbot and obs as the sources, no database, no model, no chat bot.

Options:
  --sources <list>  streamerbot, twitch, twitch-irc, tau, obs, separated by commas; or none
  --mongo           write every event to MongoDB; --no-mongo does not ask
  --model <name>    ollama, lmstudio, openai or anthropic: it writes the title of a stream; or none
  --bot             a chat bot that answers one command; --no-bot does not ask
  --yes, -y         ask nothing
  --no-install      do not run npm install
  --json            ask nothing, and print one JSON object per line, for programs
  --version, -v     print the version
  --help, -h        print this

Example:
  $ npm create promethean@latest my-stream -- --sources streamerbot,obs --mongo --yes`
