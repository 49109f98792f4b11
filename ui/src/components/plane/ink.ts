/** A colour as a picture in memory keeps it: red in the lowest byte, then green, blue and full opacity. */
let pot: CanvasRenderingContext2D | null = null;

/** Any colour the style sheet knows; black if it knows none such. */
export function inkOf(colour: string): number {
  if (!pot) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    pot = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (!pot) return 0xff000000;
  pot.fillStyle = '#000';
  pot.fillStyle = colour;
  pot.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pot.getImageData(0, 0, 1, 1).data as unknown as [number, number, number];
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
