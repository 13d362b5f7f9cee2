package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Change.DeleteTree;
import io.hypertile.journal.change.Change.Replace;
import io.hypertile.journal.change.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps transactions apart that name the same paths, in the order they came. A transaction holds
 * its claim from before it is logged until it is applied, so what is logged first is applied first.
 * Thread-safe.
 */
final class Claims {
  private final ReentrantLock lock = new ReentrantLock();

  /** Claims held and claims waiting, in the order they came. */
  private final List<Claim> claims = new ArrayList<>();

  /** The paths of one transaction. */
  static final class Claim {
    private final Set<String> paths = new HashSet<>();

    /** Paths of which everything below is claimed too. */
    private final Set<String> trees = new HashSet<>();

    private final Condition changed;

    private Claim(Transaction transaction, Condition changed) {
      this.changed = changed;
      transaction.paths().forEach(path -> paths.add(path.text()));
      for (Change change : transaction.changes()) {
        if (change instanceof Replace replace) {
          trees.add(replace.from().text());
          trees.add(replace.path().text());
        } else if (change instanceof DeleteTree tree) {
          trees.add(tree.path().text());
        }
      }
    }

    private boolean conflicts(Claim other) {
      boolean otherSmaller = other.paths.size() < paths.size();
      Set<String> few = otherSmaller ? other.paths : paths;
      Set<String> many = otherSmaller ? paths : other.paths;
      return few.stream().anyMatch(many::contains)
          || reaches(other.trees, paths)
          || reaches(trees, other.paths);
    }

    private static boolean reaches(Set<String> trees, Set<String> paths) {
      return paths.stream().anyMatch(path -> isBelowAny(path, trees));
    }
  }

  /** Whether a path is one of the others or lies below one. */
  static boolean isBelowAny(String path, Set<String> others) {
    if (others.isEmpty()) {
      return false;
    }
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (others.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** Waits until no earlier transaction is in the way; to be released. */
  Claim acquire(Transaction transaction) {
    lock.lock();
    try {
      Claim claim = new Claim(transaction, lock.newCondition());
      claims.add(claim);
      while (mustWait(claim)) {
        claim.changed.awaitUninterruptibly();
      }
      return claim;
    } finally {
      lock.unlock();
    }
  }

  private boolean mustWait(Claim claim) {
    for (Claim earlier : claims) {
      if (earlier == claim) {
        return false;
      }
      if (claim.conflicts(earlier)) {
        return true;
      }
    }
    return false;
  }

  void release(Claim claim) {
    lock.lock();
    try {
      claims.remove(claim);
      claims.forEach(waiting -> waiting.changed.signal());
    } finally {
      lock.unlock();
    }
  }
}
