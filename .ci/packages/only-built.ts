// `npm pack` and `npm publish` of a folder of sources: Node refuses TypeScript in node_modules, so nobody could use it.
console.error(
  `cannot pack ${process.env.npm_package_name ?? 'this folder'} here: it holds TypeScript, which Node does not run in node_modules; run npm run build, then pack its folder dist`,
)
process.exitCode = 1
