export const saved: string = '[]';
