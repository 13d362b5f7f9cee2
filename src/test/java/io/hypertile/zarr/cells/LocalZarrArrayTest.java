package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.local.LocalStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LocalZarrArrayTest extends ZarrArrayContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected ZarrArrays open(CodecPool pool) {
    journal = Journal.open(root, JournalSettings.standard());
    LocalStore store = new LocalStore("test", journal, RootPath.of("lake"));
    return new ZarrArrays(
        store.revisions(), pool, ReadAhead.LOCAL, () -> journal.temporary(".cells").resolve(root));
  }

  @Override
  protected void closeStore() {
    journal.close();
  }

  @Override
  protected String codecs() {
    return """
    {"name": "bytes", "configuration": {"endian": "little"}},
    {"name": "zstd", "configuration": {"level": 1, "checksum": true}}\
    """;
  }
}
