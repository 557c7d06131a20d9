namespace PeppaApi.Benchmarks.Load;

/// <summary>What every request asks, in whatever dialect: about 1 KB in four messages.</summary>
internal static class Conversation
{
    public const int OutputLimit = 100;

    public const string System =
        "You are a careful assistant of a small bookshop. Answer in plain words, in at most three sentences, and say so when you do not know.";

    public static readonly object[] Turns =
    [
        new { role = "user", content = "Good morning. I read a novel last summer about a lighthouse keeper who counts ships, and I would like to find another by the same author for my sister." },
        new { role = "assistant", content = "Good morning! That sounds like a quiet, patient sort of book. Do you remember the colour of the cover, the language that you read it in, or any name in it?" },
        new { role = "user", content = "It was blue, in English, and the keeper's daughter was called Marit. She wrote letters that were never sent. The last chapter was in winter, with the whole harbour frozen over, and the lamp was still lit. Please tell me what to look for, and what to ask when I ring the shop in town this afternoon." },
    ];
}
