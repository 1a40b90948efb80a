/** What draws. Nothing that runs, that loads, that leads elsewhere, or that is of another language than SVG. */
export const elements = [
  ...'svg g a defs symbol use switch title desc style view'.split(' '),
  ...'path rect circle ellipse line polyline polygon text tspan textPath image marker'.split(' '),
  ...'linearGradient radialGradient stop pattern clipPath mask filter'.split(' '),
  ...'feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap'.split(
    ' ',
  ),
  ...'feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode'.split(
    ' ',
  ),
  ...'feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence'.split(' '),
  ...'animate animateMotion animateTransform mpath'.split(' '),
];

export const attributes = [
  ...'xmlns xmlns:xlink version viewBox preserveAspectRatio id class style lang xml:lang xml:space role'.split(' '),
  ...'aria-label aria-labelledby aria-describedby aria-hidden focusable tabindex'.split(' '),
  ...'x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy fr width height d points pathLength transform transform-origin rotate'.split(
    ' ',
  ),
  ...'href xlink:href text-anchor textLength lengthAdjust startOffset method spacing side'.split(' '),
  ...'alignment-baseline baseline-shift dominant-baseline direction writing-mode unicode-bidi letter-spacing word-spacing'.split(
    ' ',
  ),
  ...'font-family font-size font-size-adjust font-stretch font-style font-variant font-weight text-decoration text-rendering'.split(
    ' ',
  ),
  ...'fill fill-opacity fill-rule stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit'.split(
    ' ',
  ),
  ...'stroke-opacity stroke-width vector-effect paint-order opacity color color-interpolation color-interpolation-filters'.split(
    ' ',
  ),
  ...'display visibility overflow clip-path clip-rule clip mask filter mix-blend-mode isolation image-rendering'.split(
    ' ',
  ),
  ...'shape-rendering color-rendering marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY'.split(
    ' ',
  ),
  ...'orient gradientUnits gradientTransform spreadMethod offset stop-color stop-opacity patternUnits'.split(' '),
  ...'patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits mask-type filterUnits primitiveUnits'.split(
    ' ',
  ),
  ...'in in2 result mode type values k1 k2 k3 k4 operator order kernelMatrix divisor bias targetX targetY edgeMode'.split(
    ' ',
  ),
  ...'preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent kernelUnitLength lighting-color'.split(
    ' ',
  ),
  ...'flood-color flood-opacity scale xChannelSelector yChannelSelector azimuth elevation z pointsAtX pointsAtY pointsAtZ'.split(
    ' ',
  ),
  ...'limitingConeAngle tableValues slope intercept amplitude exponent stdDeviation radius baseFrequency numOctaves seed'.split(
    ' ',
  ),
  ...'stitchTiles attributeName attributeType begin dur end min max restart repeatCount repeatDur calcMode keyTimes'.split(
    ' ',
  ),
  ...'keySplines keyPoints path from to by additive accumulate systemLanguage'.split(' '),
];

const svgNamespace = 'http://www.w3.org/2000/svg';
const namespaces: Record<string, string | undefined> = {
  xmlns: svgNamespace,
  'xmlns:xlink': 'http://www.w3.org/1999/xlink',
};

/** The attributes of an element without those that lead elsewhere. */
export function harmless(tag: string, given: Record<string, string>): Record<string, string> {
  const kept = Object.entries(given).filter(([name, value]) => isHarmless(tag, name, value));
  // Without its namespace nobody draws it.
  const own: [string, string][] = tag === 'svg' ? [['xmlns', svgNamespace]] : [];
  return Object.fromEntries([...own, ...kept]);
}

function isHarmless(tag: string, name: string, value: string): boolean {
  if (name in namespaces) return value === namespaces[name];
  if (name === 'href' || name === 'xlink:href') return isInside(value) || (tag === 'image' && isEmbeddedImage(value));
  // What is animated must not be what an address or a handler is.
  if (name === 'attributeName') return !/href|^on|^style$/i.test(value);
  return isHarmlessStyle(value);
}

function isInside(address: string): boolean {
  return /^\s*#[^\s]*\s*$/.test(address);
}

function isEmbeddedImage(address: string): boolean {
  return /^data:image\/(png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=\s]*$/.test(address);
}

/** Styles that load nothing: no address but of a part of this drawing, and nothing written so that one cannot see it. */
export function isHarmlessStyle(style: string): boolean {
  if (/[\\<&]|@import|@charset|@namespace|image-set|expression|-moz-binding|behavior\s*:|javascript:/i.test(style))
    return false;
  const addresses = style.match(/url\s{0,20}\(/gi) ?? [];
  // Bounded, so that half a style of openings takes no longer than its length.
  const inside = style.match(/url\(\s{0,20}(["']?)#[^"')(\s]{0,200}\1\s{0,20}\)/gi) ?? [];
  return addresses.length === inside.length;
}
