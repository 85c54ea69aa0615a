-- CreateEnum
CREATE TYPE "barrier_state" AS ENUM ('open', 'draining', 'collecting');

-- CreateEnum
CREATE TYPE "gc_trigger" AS ENUM ('manual', 'schedule');

-- CreateEnum
CREATE TYPE "gc_status" AS ENUM ('queued', 'running', 'done', 'failed');

-- AlterTable
ALTER TABLE "repository_blob" ADD COLUMN     "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "purged_blob" (
    "digest" TEXT COLLATE "C" NOT NULL,
    "size" BIGINT NOT NULL,
    "purged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "purged_blob_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "registry_writer" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "place" TEXT,
    "pid" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "quiet_for" BIGINT,

    CONSTRAINT "registry_writer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_barrier" (
    "id" INTEGER NOT NULL,
    "state" "barrier_state" NOT NULL DEFAULT 'open',
    "run_id" BIGINT,
    "raises" BIGINT NOT NULL DEFAULT 0,
    "generation" BIGINT NOT NULL DEFAULT 0,
    "held_until" TIMESTAMPTZ(3),

    CONSTRAINT "write_barrier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "registry_storage" (
    "id" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "program" TEXT NOT NULL,
    "total" BIGINT NOT NULL,
    "free" BIGINT NOT NULL,
    "watermark" BIGINT NOT NULL,
    "reserve" BIGINT NOT NULL,
    "full" BOOLEAN NOT NULL,
    "critical" BOOLEAN NOT NULL,

    CONSTRAINT "registry_storage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gc_run" (
    "id" BIGSERIAL NOT NULL,
    "trigger" "gc_trigger" NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "empty_trash" BOOLEAN NOT NULL DEFAULT false,
    "status" "gc_status" NOT NULL DEFAULT 'queued',
    "phase" TEXT,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "bytes_before" BIGINT,
    "bytes_after" BIGINT,
    "blobs" INTEGER,
    "bytes" BIGINT,
    "paused_ms" INTEGER,
    "pins" JSONB NOT NULL DEFAULT '[]',
    "actor" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "gc_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "gc_run_status_idx" ON "gc_run"("status");

-- One at a time, asked for or under way.
CREATE UNIQUE INDEX "gc_run_one_open" ON "gc_run" ((true)) WHERE "status" IN ('queued', 'running');

-- There from the start: writers and collectors lock it.
INSERT INTO "write_barrier" ("id") VALUES (1);
