using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using PeppaApi.Accounts;
using PeppaApi.Accounts.External;
using PeppaApi.Accounts.Notices;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Components;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Mail;
using PeppaApi.Relay;

namespace PeppaApi.Hosting;

/// <summary>
/// Reads every section of the configuration before anything uses it, and names all wrong keys at once. The options'
/// own validation at start would stop at the first value that is no number.
/// </summary>
internal static class ConfigurationCheck
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        ("Storage", typeof(StorageOptions)),
        ("Hosting", typeof(HostingOptions)),
        ("Site", typeof(SiteOptions)),
        (BootstrapOptions.Section, typeof(BootstrapOptions)),
        (OpenIdConnectLogin.Section, typeof(OpenIdConnectLogin)),
        (GitHubLogin.Section, typeof(GitHubLogin)),
        ("Notices", typeof(NoticeOptions)),
        ("SignUp", typeof(SignUpOptions)),
        ("Ledger", typeof(LedgerOptions)),
        ("Mail", typeof(MailOptions)),
        ("Relay", typeof(RelayOptions)),
    ];

    /// <exception cref="StartUpException">At least one value cannot be used.</exception>
    public static void Run(IConfiguration configuration)
    {
        var problems = Sections.SelectMany(section => Check(configuration.GetSection(section.Section), section.Options)).ToList();
        problems.AddRange(CheckUrls(configuration["Urls"]));
        if (problems.Count > 0)
        {
            var lines = string.Join(Environment.NewLine, problems.Select(problem => "  " + problem));
            throw new StartUpException($"The configuration cannot be used:{Environment.NewLine}{lines}", ExitCodes.Usage);
        }
    }

    private static List<string> Check(IConfigurationSection section, Type type)
    {
        var options = Activator.CreateInstance(type)!;
        List<string> problems = [];
        HashSet<string> unreadable = [];
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            try
            {
                Fill(options, property, section.GetSection(property.Name));
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException or NotSupportedException)
            {
                unreadable.Add(property.Name);
                problems.Add($"{section.Path}:{property.Name}: '{section[property.Name]}' is no {Kind(property.PropertyType)}.");
            }
        }

        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        problems.AddRange(
            from result in results
            let member = result.MemberNames.FirstOrDefault() ?? ""
            where !unreadable.Contains(member)
            select $"{section.Path}:{member}: {result.ErrorMessage}");
        return problems;
    }

    private static void Fill(object options, PropertyInfo property, IConfigurationSection value)
    {
        if (!value.Exists())
        {
            return;
        }

        var converter = TypeDescriptor.GetConverter(property.PropertyType);
        property.SetValue(options, value.Value is { } text && converter.CanConvertFrom(typeof(string))
            ? converter.ConvertFrom(null, CultureInfo.InvariantCulture, text)
            : value.Get(property.PropertyType));
    }

    private static IEnumerable<string> CheckUrls(string? urls) =>
        from url in (urls ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        where !IsAddress(url)
        select $"Urls: '{url}' is no address to listen on, such as http://127.0.0.1:5080.";

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", Port: >= 0 and <= 65535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Kind(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } values => $"value of this list: {string.Join(", ", Enum.GetNames(values))}",
        var plain when plain == typeof(bool) => "true or false",
        var plain when plain == typeof(int) || plain == typeof(long) => "whole number in range",
        var plain => plain.Name,
    };
}
