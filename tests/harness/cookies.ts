/** A `Cookie` header as the cookies of a browser. */
export function cookiesFor(url: string, header: string): { name: string; value: string; url: string }[] {
  return header.split('; ').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return { name, value: value.join('='), url };
  });
}
