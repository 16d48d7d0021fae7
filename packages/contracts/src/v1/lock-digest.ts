/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'e3d0fa96e967827ca8d35a660ce8b6cb7ab10b92b608ebe1c17a9231ee7f7f7b';
