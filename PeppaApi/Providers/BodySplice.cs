namespace PeppaApi.Providers;

/// <summary>One change of a body: what stands there instead.</summary>
internal readonly record struct BodyEdit(JsonSpan Where, byte[] What);

/// <summary>The client's own bytes with a few changes, in pieces that are sent one after the other without joining them.</summary>
internal static class BodySplice
{
    public static List<ReadOnlyMemory<byte>> Apply(ReadOnlyMemory<byte> body, List<BodyEdit> edits)
    {
        var pieces = new List<ReadOnlyMemory<byte>>((edits.Count * 2) + 1);
        var position = 0;
        foreach (var (where, what) in edits.OrderBy(edit => edit.Where.Start))
        {
            pieces.Add(body[position..where.Start]);
            pieces.Add(what);
            position = where.End;
        }

        pieces.Add(body[position..]);
        return pieces;
    }
}
