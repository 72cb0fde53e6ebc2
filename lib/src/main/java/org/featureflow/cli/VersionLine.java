package org.featureflow.cli;

import org.featureflow.Version;
import picocli.CommandLine.IVersionProvider;

/** The answer to {@code ffr --version}: what to quote in a bug report. */
final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "ffr " + Version.toolkit() + " (DJL " + Version.djl() + ", libtorch " + Version.libtorch() + ", Java "
                    + Runtime.version() + ")"
        };
    }
}
