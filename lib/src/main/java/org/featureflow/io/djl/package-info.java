/** Networks that were built of DJL's own blocks: brought into a spec where every block can be told, refused with a sentence where not. */
package org.featureflow.io.djl;
