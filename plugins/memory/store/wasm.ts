const PAGE_BYTES = 65_536

/** What is used of WebAssembly, which Node has and its types do not describe. */
interface Wasm {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...numbers: readonly number[]) => void>> }
}

// A module is compiled in haste first, and well once it has run for a while: one for all questions.
const modules = new Map<string, object>()

/** A function of WebAssembly, and the memory that it works on. */
export interface WasmFunction {
  readonly memory: ArrayBuffer
  run(...numbers: readonly number[]): void
}

/**
 * @param code what `wat2wasm` makes of the text beside the caller
 * @param name of the function
 * @param bytes of memory
 */
export function wasmFunction(code: string, name: string, bytes: number): WasmFunction {
  // As described above.
  const { Memory, Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as Wasm
  const memory = new Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
  const module = modules.get(code) ?? new Module(Buffer.from(code, 'base64'))
  modules.set(code, module)
  const { exports } = new Instance(module, { env: { memory } })
  const run = exports[name]
  if (run === undefined) throw new Error(`unreachable: no function ${name}`)
  return { memory: memory.buffer, run }
}
