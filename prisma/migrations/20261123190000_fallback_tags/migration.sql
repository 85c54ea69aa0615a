-- AlterTable
ALTER TABLE "manifest" ADD COLUMN     "fallback" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "tag" ADD COLUMN     "fallback" BOOLEAN NOT NULL DEFAULT false;
