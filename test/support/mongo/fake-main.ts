import { startFakeMongo } from './fake.ts'

// The fake in a process of its own: ends with its standard input, so that it never outlives who started it.
await startFakeMongo(Number(process.argv[2]))
process.stdin.resume().once('end', () => process.exit(0))
process.stdout.write('ready\n')
