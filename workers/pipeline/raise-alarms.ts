export function alarmsOf(..._a: any[]): any[] { return []; }
