import { restreamFilter, web } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import { fromEnvironment } from './config/from-environment.ts'
import greeter from './config/greeter.ts'

export default defineConfig({
  plugins: [
    // What the environment or .env names; the simulator while that is nothing.
    ...fromEnvironment(process.env),
    restreamFilter(),
    greeter({ greeting: 'Welcome' }),
    // The dock for OBS and the dashboard; promethean dock prints their address.
    web(),
  ],
})
