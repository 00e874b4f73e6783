import { simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({ plugins: [simulator()] })
