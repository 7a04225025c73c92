/** The word lists of the TPC-H specification (clause 4.2.2.13) that its queries look for. */
export const colors = words(
  'almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood',
  'burnished chartreuse chiffon chocolate coral cornflower cornsilk cream cyan dark deep dim',
  'dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew hot',
  'indian ivory khaki lace lavender lawn lemon light lime linen magenta maroon medium metallic',
  'midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink plum',
  'powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke',
  'snow spring steel tan thistle tomato turquoise violet wheat white yellow',
);
export const typeSizes = words('STANDARD SMALL MEDIUM LARGE ECONOMY PROMO');
export const typeFinishes = words('ANODIZED BURNISHED PLATED POLISHED BRUSHED');
export const typeMetals = words('TIN NICKEL BRASS STEEL COPPER');
export const containerSizes = words('SM LG MED JUMBO WRAP');
export const containerKinds = words('CASE BOX BAG JAR PKG PACK CAN DRUM');
export const segments = words('AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD');
export const priorities = ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'];
export const instructions = ['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'];
export const modes = ['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'];
export const regions = ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'];
/** Name and region of each nation. */
export const nations: readonly (readonly [name: string, region: number])[] = [
  ['ALGERIA', 0],
  ['ARGENTINA', 1],
  ['BRAZIL', 1],
  ['CANADA', 1],
  ['EGYPT', 4],
  ['ETHIOPIA', 0],
  ['FRANCE', 3],
  ['GERMANY', 3],
  ['INDIA', 2],
  ['INDONESIA', 2],
  ['IRAN', 4],
  ['IRAQ', 4],
  ['JAPAN', 2],
  ['JORDAN', 4],
  ['KENYA', 0],
  ['MOROCCO', 0],
  ['MOZAMBIQUE', 0],
  ['PERU', 1],
  ['CHINA', 2],
  ['ROMANIA', 3],
  ['SAUDI ARABIA', 4],
  ['VIETNAM', 2],
  ['RUSSIA', 3],
  ['UNITED KINGDOM', 3],
  ['UNITED STATES', 1],
];
/** Words of comments, among them those that queries look for. */
export const commentWords = words(
  'furiously quickly slyly carefully special pending regular express final ironic even bold silent',
  'requests packages accounts deposits foxes ideas theodolites instructions pinto beans sleep wake',
  'haggle nag use boost affix detect integrate above about across after along against',
);

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
