/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'b0807c5cfcb15967a6ef53c18fbb9943679a84531a66712298b785e88df2a692';
