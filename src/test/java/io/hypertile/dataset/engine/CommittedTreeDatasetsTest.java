package io.hypertile.dataset.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsContract;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.NodeDocument;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class CommittedTreeDatasetsTest extends DatasetsContract {
  private final MemoryStore store = new MemoryStore("test");
  @TempDir private Path scratch;

  @Override
  protected Datasets create(CodecPool pool) {
    GroupDocument group = GroupDocument.create(JsonNodeFactory.instance.objectNode());
    store.put(
        TreeDatasets.ROOT.key(NodeDocument.NAME), ObjectBody.of(group.bytes()), Condition.ABSENT);
    return again(pool);
  }

  @Override
  protected Datasets again(CodecPool pool) {
    return TreeDatasets.open(new CommittedRevisions(store, true), pool, scratch);
  }

  @Override
  protected void closeStore() {
    store.close();
  }
}
