import org.featureflow.prune.ChannelGroup;
import org.featureflow.prune.Evidence;
import org.featureflow.prune.Importance;
import org.featureflow.prune.Slices;

/** A channel is worth the largest weight of its filters. */
public final class LargestWeight implements Importance {
    @Override
    public double[] scores(ChannelGroup group, Evidence evidence) {
        double[] scores = new double[group.size()];
        for (Slices filters : group.filters()) {
            for (int c = 0; c < scores.length; c++) {
                for (double w : evidence.values(filters, c)) {
                    scores[c] = Math.max(scores[c], Math.abs(w));
                }
            }
        }
        return scores;
    }
}
