/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // The gateway, in front of every page, compresses, and flushes a chunk at a time.
  compress: false,
  devIndicators: false,
  images: { unoptimized: true },
  reactStrictMode: true,
  // `npm run validate` checks the types of the whole house, tests included, and CI runs it before anything else. Again here it
  // would take 8 of 14 s of a first start, and a person who only wants to start Lighter can not mend a type.
  typescript: { ignoreBuildErrors: true },
};
