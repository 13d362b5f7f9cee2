package io.hypertile.config.s3;

import io.hypertile.config.HypertileProperties;
import io.hypertile.deker.store.Hdf5Storage;
import io.hypertile.journal.Journal;
import io.hypertile.s3.tree.BodySpool;
import io.hypertile.s3.tree.TreeRules;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the protocol of S3 what the settings allow, and files for bodies below the root. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(S3Properties.class)
@ConditionalOnProperty(name = "hypertile.s3.enabled", havingValue = "true")
class S3RulesConfiguration {
  @Bean
  TreeRules treeRules(S3Properties properties, HypertileProperties server) {
    return new TreeRules(
        properties.checkDocuments(),
        server.limits().document().toBytes(),
        server.limits().body().toBytes());
  }

  @Bean
  BodySpool bodySpool(Hdf5Storage storage) {
    Journal journal = storage.journal();
    return new BodySpool(() -> journal.temporary(".s3").resolve(journal.root()));
  }
}
