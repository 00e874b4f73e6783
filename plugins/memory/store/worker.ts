import { answerFrom } from '../../formats/moments/store/answering.ts'
import { openStore } from './store.ts'

answerFrom(openStore)
