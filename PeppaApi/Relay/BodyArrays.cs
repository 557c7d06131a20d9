using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;

namespace PeppaApi.Relay;

/// <summary>
/// Arrays for request bodies. Large ones are hardly longer than their body (the shared pool's are powers of two, and it keeps one for each thread
/// that ever gave one back); once given back they belong to whoever needs one next, or to the garbage collector. Safe for any thread.
/// </summary>
internal static class BodyArrays
{
    /// <summary>Longer ones lie among the large objects, where only a collection of everything takes what is unused.</summary>
    internal const int LongestShared = 128 * 1024;

    private const int StepsPerDoubling = 16;

    private static readonly ConcurrentDictionary<int, ConcurrentStack<WeakReference<byte[]>>> Unused = new();

    public static byte[] Rent(int least)
    {
        if (least <= LongestShared)
        {
            return ArrayPool<byte>.Shared.Rent(least);
        }

        var length = RoundUp(least);
        while (Unused.TryGetValue(length, out var unused) && unused.TryPop(out var one))
        {
            if (one.TryGetTarget(out var array))
            {
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <param name="used">How much of it holds content, which must not lie about for the next tenant.</param>
    public static void Return(byte[] array, int used)
    {
        array.AsSpan(0, used).Clear();
        if (array.Length <= LongestShared)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
        else
        {
            Unused.GetOrAdd(array.Length, static _ => new()).Push(new WeakReference<byte[]>(array));
        }
    }

    private static int RoundUp(int least)
    {
        var step = (int)(BitOperations.RoundUpToPowerOf2((uint)least) / 2 / StepsPerDoubling);
        return (least + step - 1) / step * step;
    }
}
