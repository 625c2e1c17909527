using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>The account that binding gives the manager's rights to.</summary>
internal static class ManagerSubject
{
    private const string Account = "serviceaccount ";
    private const string User = "user ";

    /// <summary>Null where the text names none.</summary>
    public static Rbacv1Subject? Parse(string text)
    {
        if (text.StartsWith(Account, StringComparison.Ordinal) && text[Account.Length..].Split('/') is [var space, var name])
        {
            return KubernetesNames.IsLabel(space) && KubernetesNames.IsSubdomain(name) ? new() { Kind = "ServiceAccount", Name = name, NamespaceProperty = space } : null;
        }

        return text.StartsWith(User, StringComparison.Ordinal) && text.Length > User.Length ? new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = text[User.Length..] } : null;
    }
}
