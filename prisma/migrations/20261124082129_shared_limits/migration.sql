-- CreateTable
CREATE UNLOGGED TABLE "pull_window" (
    "key" TEXT COLLATE "C" NOT NULL,
    "pulls" INTEGER NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pull_window_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE UNLOGGED TABLE "sign_in_failure" (
    "key" TEXT COLLATE "C" NOT NULL,
    "attempts" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "free" INTEGER NOT NULL,
    "retry_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sign_in_place" (
    "key" TEXT COLLATE "C" NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_place_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "pull_window_ends_at_idx" ON "pull_window"("ends_at");

-- CreateIndex
CREATE INDEX "sign_in_failure_expires_at_idx" ON "sign_in_failure"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_place_expires_at_idx" ON "sign_in_place"("expires_at");
