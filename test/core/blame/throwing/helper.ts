export async function thrownByHelper(): Promise<unknown> {
  try {
    await Promise.resolve()
    throw new Error('thrown in a helper of the plugin')
  } catch (thrown) {
    return thrown
  }
}
