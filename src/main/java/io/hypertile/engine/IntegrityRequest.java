package io.hypertile.engine;

import io.hypertile.schema.CollectionName;
import java.util.Optional;

/**
 * Scope and depth of a check of the storage (deker-rules.md 211 to 216).
 *
 * @param collection the one collection to check; empty for all
 * @param level how deep, from {@link #LOWEST_LEVEL} to {@link #HIGHEST_LEVEL}: 1 collections and
 *     their lock files, 2 also arrays and lock files left by programs that ended, 3 also links, 4
 *     also type and last cell of every array; each level includes those below
 * @param stopOnError whether the first finding ends the check
 * @param repairLinks whether links found wrong at level 3 are put right
 */
public record IntegrityRequest(
    Optional<CollectionName> collection, int level, boolean stopOnError, boolean repairLinks) {
  /** The shallowest check. */
  public static final int LOWEST_LEVEL = 1;

  /** The shallowest check that looks at links. */
  public static final int LINK_LEVEL = 3;

  /** The deepest check. */
  public static final int HIGHEST_LEVEL = 4;
}
