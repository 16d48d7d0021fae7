/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'c965cefc740c1dec586558abbabdab3d2052e199ebb2e0c6463c21bb76006569';
