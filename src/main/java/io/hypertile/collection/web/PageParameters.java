package io.hypertile.collection.web;

import io.hypertile.openapi.Sends;
import io.hypertile.openapi.Takes;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares the parameters and headers of lists. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Takes({"Limit", "Cursor"})
@Sends("Link")
@interface PageParameters {}
